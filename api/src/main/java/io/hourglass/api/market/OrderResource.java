package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signature;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Placing orders and taking them back. */
@Path("/api/market/orders")
@Tag(name = "market")
public class OrderResource {
    private final Desk desk;
    private final Changes changes;

    OrderResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /**
     * @param side {@code buy} or {@code sell}
     * @param quantity GPU-hours as a decimal, or whole lots
     * @param price limit in USD per GPU-hour, a decimal
     * @param expires the last second it may fill
     * @param salt the party's own number of it: each is good for one order, and numbers in a row cost less
     * @param timeInForce {@code GTC} (the default) or {@code IOC}
     * @param signature the party's over the order as EIP-712 typed data; a party whose key the service
     *     keeps may leave it out, and the service signs
     */
    record NewOrder(
            @Nullable String party,
            @Nullable String instrument,
            @Nullable String side,
            @Nullable String quantity,
            @Nullable String price,
            @Nullable Instant expires,
            @Nullable Long salt,
            @Nullable String timeInForce,
            @Nullable String signature) {}

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Place a signed order; it is matched at once")
    public Response place(NewOrder asked) {
        String name = changes.caller().actingFor(asked.party());
        TimeInForce timeInForce = asked.timeInForce() == null
                ? TimeInForce.GTC
                : BadInput.read("timeInForce", asked.timeInForce(), OrderResource::timeInForce);
        return changes.make(asked, (tx, request) -> {
            Order order = order(tx, name, asked);
            return desk.rooms()
                    .market()
                    .place(tx, new SignedOrder(order, signature(tx, name, asked, order)), timeInForce);
        });
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

    private Order order(Tx tx, String name, NewOrder asked) {
        String code = BadInput.required("instrument", asked.instrument());
        Instrument instrument =
                desk.rooms().market().instrument(tx, code).orElseThrow(Desk.missing("instrument", code));
        Amount quantity =
                BadInput.read("quantity", asked.quantity(), written -> Amount.parse(instrument.asset(), written));
        return new Order(
                instrument.venue(),
                desk.party(tx, name).address(),
                instrument.id(),
                BadInput.read("side", asked.side(), OrderResource::buys),
                quantity.units(),
                BadInput.read("price", asked.price(), Price::parse),
                BadInput.required("expires", asked.expires()).getEpochSecond(),
                BadInput.required("salt", asked.salt()));
    }

    private Signature signature(Tx tx, String name, NewOrder asked, Order order) {
        Party party = desk.party(tx, name);
        String key = party.key();
        return asked.signature() == null && key != null
                ? desk.hourglass().wallet().sign(key, order)
                : BadInput.read("signature", asked.signature(), Signature::new);
    }

    private static boolean buys(String side) {
        return switch (side) {
            case "buy" -> true;
            case "sell" -> false;
            default -> throw new IllegalArgumentException("is buy or sell, not " + side);
        };
    }

    private static TimeInForce timeInForce(String written) {
        return TimeInForce.valueOf(written.toUpperCase(Locale.ROOT));
    }
}
