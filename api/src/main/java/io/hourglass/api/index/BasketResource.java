package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.IndexName;
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
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The basket index, HGI-C. */
@Path("/api/index/basket")
@Tag(name = "index")
public class BasketResource {
    private final Desk desk;
    private final Changes changes;

    BasketResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** GPU-hours by index, and the final day by whose prices they are taken in. */
    record Rebalance(
            @Nullable Map<String, Long> hours, @Nullable LocalDate day) {}

    @GET
    @PermitAll
    @Operation(summary = "The levels of HGI-C by day, in millionths of a point; a year unless asked otherwise")
    public List<Baskets.Level> levels(
            @QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        Span span = Span.read(desk, from, to);
        return desk.read((tx, rooms) -> rooms.baskets().history(tx, span.first(), span.last()));
    }

    @GET
    @Path("/constituents")
    @PermitAll
    @Operation(summary = "What HGI-C held, rebalance by rebalance")
    public List<Baskets.Basket> baskets() {
        return desk.read((tx, rooms) -> rooms.baskets().baskets(tx));
    }

    @POST
    @RolesAllowed("operator")
    @Operation(summary = "Propose what HGI-C holds from a final day on")
    public Response propose(Rebalance asked) {
        Map<IndexName, Long> hours = new TreeMap<>();
        BadInput.required("hours", asked.hours())
                .forEach((name, quantity) ->
                        hours.put(BadInput.read("hours", name, IndexName::parse), BadInput.required(name, quantity)));
        LocalDate day = BadInput.required("day", asked.day());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .baskets()
                .propose(tx, hours, day, changes.caller().person()));
    }

    @POST
    @Path("/{day}/proposals/{number}/approval")
    @RolesAllowed("operator")
    @Operation(summary = "Approve a basket that another operator proposed: the level goes on by the prices of its day")
    public Response approve(@PathParam("day") String day, @PathParam("number") int number) {
        LocalDate of = BadInput.read("day", day, LocalDate::parse);
        return changes.make(number, (tx, request) -> desk.rooms()
                .baskets()
                .approve(tx, of, number, changes.caller().person()));
    }

    @GET
    @Path("/proposals")
    @PermitAll
    @Operation(summary = "The baskets that were proposed, and by whom they were approved")
    public List<Baskets.Proposal> proposals() {
        return desk.read((tx, rooms) -> rooms.baskets().proposals(tx));
    }
}
