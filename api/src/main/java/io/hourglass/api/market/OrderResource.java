package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderLife;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Placing orders and taking them back. */
@Path("/api/market/orders")
@Tag(name = "market")
public class OrderResource {
    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    OrderResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Place a signed order; it is matched at once")
    public Response place(NewOrder asked) {
        return place(asked, null);
    }

    @POST
    @Path("/{id}/replacement")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(
            summary = "Amend an order: a new signed order takes its place, or nothing changes; less at the same price"
                    + " keeps its place in the queue")
    public Response replace(@PathParam("id") String id, NewOrder asked) {
        return place(asked, BadInput.read("id", id, Hash::new));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "What happened to an order so far, in words")
    public OrderLife life(@PathParam("id") String id) {
        Hash order = BadInput.read("id", id, Hash::new);
        OrderLife life =
                desk.read((tx, rooms) -> rooms.market().life(tx, order).orElseThrow(Desk.missing("order", order)));
        desk.requireSight(life.order().party());
        return life;
    }

    /**
     * By the lane, together with whatever else is placed at the moment. Nothing is kept beside it: an order
     * is placed once whatever its key, since its signature is over its number.
     */
    private Response place(NewOrder asked, @Nullable Hash replaces) {
        String name = changes.caller().actingFor(asked.party());
        OrderType type = asked.orderType();
        SelfMatch selfMatch = asked.ownMeeting();
        return changes.book((key, request) -> {
            Party party = directory.party(name);
            Order order = asked.order(
                    directory.instrument(BadInput.required("instrument", asked.instrument())), party.address());
            SignedOrder signed = new SignedOrder(order, desk.signature(party, asked.signature(), order));
            return answer(order, desk.rooms().orders().placeNow(new Placement(signed, type, selfMatch, replaces)));
        });
    }

    /** An order that was placed before is answered as it stands. */
    private Response answer(Order order, Outcome<OrderView> outcome) {
        if (outcome instanceof Outcome.Refused<OrderView> refused && refused.reason() == MarketRefusal.REPLAYED) {
            Hash id = desk.hourglass().chain().digest(order);
            Optional<OrderView> before = desk.read((tx, rooms) -> rooms.market().order(tx, id));
            if (before.isPresent()) {
                return Response.ok(before.get())
                        .header(Changes.REPLAYED, "true")
                        .build();
            }
        }
        return Desk.answer(outcome);
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Take an order back, here and on chain")
    public Response cancel(@PathParam("id") String id, @QueryParam("party") @Nullable String party) {
        String name = changes.caller().actingFor(party);
        Hash order = BadInput.read("id", id, Hash::new);
        return changes.make(
                Map.of("order", id, "party", name),
                (tx, request) -> desk.rooms().market().cancel(tx, name, order));
    }

    @DELETE
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Take all of a party's orders back")
    public Response cancelAll(@QueryParam("party") @Nullable String party) {
        String name = changes.caller().actingFor(party);
        return changes.make(
                Map.of("party", name),
                (tx, request) ->
                        Outcome.done(Map.of("cancelled", desk.rooms().market().cancelAll(tx, name))));
    }
}
