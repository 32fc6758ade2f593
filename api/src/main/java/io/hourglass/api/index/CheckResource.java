package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Contributors;
import io.hourglass.ledger.index.Rewards;
import io.hourglass.ledger.index.SpotChecks;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Spot checks of contributed observations, and what contributors earn. */
@Path("/api/index")
@Tag(name = "index")
public class CheckResource {
    private final Desk desk;
    private final Changes changes;

    CheckResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /**
     * What another source said.
     *
     * @param price in USD per GPU-hour
     * @param seen SHA-256 of what the checker saw and keeps
     */
    record NewFinding(
            @Nullable String price,
            @Nullable String source,
            @Nullable String seen) {}

    @GET
    @Path("/checks/{day}")
    @PermitAll
    @Operation(summary = "Which of a day's observations were drawn, by what seed, and what was found")
    public SpotChecks.Draw draw(@PathParam("day") String day) {
        LocalDate of = BadInput.read("day", day, LocalDate::parse);
        return desk.read((tx, rooms) -> rooms.checks().draw(tx, of).orElseThrow(Desk.missing("draw of", of)));
    }

    @POST
    @Path("/checks/{day}/{id}/findings")
    @RolesAllowed("operator")
    @Operation(summary = "Record what another source said of a drawn observation; failing one takes two people")
    public Response find(@PathParam("day") String day, @PathParam("id") String id, NewFinding asked) {
        LocalDate of = BadInput.read("day", day, LocalDate::parse);
        UUID observation = BadInput.read("id", id, UUID::fromString);
        Price price = BadInput.read("price", asked.price(), Price::parse);
        String source = BadInput.read("source", asked.source(), Contributors::provider);
        Hash seen = BadInput.read("seen", asked.seen(), Hash::new);
        return changes.make(asked, (tx, request) -> desk.rooms()
                .checks()
                .find(tx, of, observation, price, source, seen, changes.caller().person()));
    }

    @GET
    @Path("/rewards")
    @PermitAll
    @Operation(summary = "Scores and rewards by day; a year unless asked otherwise")
    public List<Rewards.Day> rewards(@QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        Span span = Span.read(desk, from, to);
        return desk.read((tx, rooms) -> rooms.rewards().days(tx, span.first(), span.last()));
    }
}
