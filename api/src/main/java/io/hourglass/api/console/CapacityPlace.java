package io.hourglass.api.console;

import io.hourglass.ledger.book.Party;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Capacity: every series for everybody; an owner's listings, deliveries and income for the owner. */
@Path("/capacity")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class CapacityPlace {
    private static final int SERIES = 60;

    private final Pages pages;

    CapacityPlace(Pages pages) {
        this.pages = pages;
    }

    /** @param party whose listings; without it the session's own, or the first owner that may be seen */
    @GET
    @Operation(hidden = true)
    public Response capacity(@QueryParam("party") @Nullable String party) {
        return pages.show(Place.CAPACITY, "Capacity", reading -> {
            List<SeriesLine> series = reading.rooms().capacity().series(reading.tx()).stream()
                    .sorted(Comparator.comparing(status -> status.series().expiry()))
                    .map(SeriesLine::of)
                    .toList()
                    .reversed();
            Parties parties = Parties.of(reading, Place.CAPACITY, Party.Kind.OWNER, party);
            return new CapacityPage(
                    reading.frame(),
                    series.subList(0, Math.min(SERIES, series.size())),
                    parties,
                    parties.shown().map(owner -> OwnerPanel.of(reading, owner)));
        });
    }
}
