package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Determinations;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Price;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Values that two operators put to a day that would be a gap. */
@Path("/api/index/{index}/determinations/{day}")
@Tag(name = "index")
public class DeterminationResource {
    private final Desk desk;
    private final Changes changes;

    DeterminationResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** Value and band in USD per GPU-hour. */
    record NewDetermination(
            @Nullable String value,
            @Nullable String band,
            @Nullable String reason) {}

    @GET
    @PermitAll
    @Operation(summary = "What was proposed for a day, and what was approved")
    public List<Determinations.Proposal> proposals(@PathParam("index") String index, @PathParam("day") String day) {
        IndexName name = index(index);
        LocalDate of = day(day);
        return desk.read((tx, rooms) -> rooms.determinations().proposals(tx, name, of));
    }

    @POST
    @RolesAllowed("operator")
    @Operation(summary = "Propose a value for a day that is a provisional gap")
    public Response propose(@PathParam("index") String index, @PathParam("day") String day, NewDetermination asked) {
        IndexName name = index(index);
        LocalDate of = day(day);
        Price value = BadInput.read("value", asked.value(), Price::parse);
        Price band = BadInput.read("band", asked.band(), Price::parse);
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .determinations()
                .propose(
                        tx,
                        name,
                        of,
                        value,
                        band.micros(),
                        reason,
                        changes.caller().person()));
    }

    @POST
    @Path("/{number}/approval")
    @RolesAllowed("operator")
    @Operation(summary = "Approve what another operator proposed: the day becomes final with it")
    public Response approve(
            @PathParam("index") String index, @PathParam("day") String day, @PathParam("number") int number) {
        IndexName name = index(index);
        LocalDate of = day(day);
        return changes.make(number, (tx, request) -> desk.rooms()
                .determinations()
                .approve(tx, name, of, number, changes.caller().person()));
    }

    private static IndexName index(String index) {
        return BadInput.read("index", index, IndexName::parse);
    }

    private static LocalDate day(String day) {
        return BadInput.read("day", day, LocalDate::parse);
    }
}
