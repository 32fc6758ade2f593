package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Rectangle;
import io.hourglass.ledger.market.RectangleQuote;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signature;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** So many GPUs from day to day, bought whole. */
@Path("/api/market/rectangles")
@Tag(name = "market")
public class RectangleResource {
    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    RectangleResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    @GET
    @Path("/quote")
    @PermitAll
    @Operation(summary = "What so many GPUs from day to day would cost now, and what is missing")
    public RectangleQuote quote(
            @QueryParam("gpu") @Nullable String gpu,
            @QueryParam("region") @Nullable String region,
            @QueryParam("count") @Nullable Integer count,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Rectangle rectangle = NewRectangle.read(
                gpu,
                region,
                count,
                BadInput.read("from", from, LocalDate::parse),
                BadInput.read("to", to, LocalDate::parse));
        return desk.read((tx, rooms) -> rooms.market().rectangles().quote(tx, rectangle));
    }

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Buy so many GPUs from day to day: the cheapest hours offered that cover it, or nothing")
    public Response buy(NewRectangle asked) {
        String name = changes.caller().actingFor(asked.party());
        Party party = directory.party(name);
        Rectangle rectangle = asked.rectangle();
        List<SignedOrder> signed = signed(party, asked, asked.orders(rectangle, party.address()));
        return changes.make(
                asked, (tx, request) -> desk.rooms().market().rectangles().buy(tx, rectangle, signed));
    }

    private List<SignedOrder> signed(Party party, NewRectangle asked, List<Order> orders) {
        String key = party.key();
        List<String> signatures = asked.signatures();
        if (signatures == null && key != null) {
            return orders.stream()
                    .map(order ->
                            new SignedOrder(order, desk.hourglass().wallet().sign(key, order)))
                    .toList();
        }
        List<String> theirs = BadInput.required("signatures", signatures);
        if (theirs.size() != orders.size()) {
            throw new BadInput("signatures", "are " + orders.size() + ", one a month, not " + theirs.size());
        }
        return IntStream.range(0, orders.size())
                .mapToObj(
                        i -> new SignedOrder(orders.get(i), BadInput.read("signatures", theirs.get(i), Signature::new)))
                .toList();
    }
}
