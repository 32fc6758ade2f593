package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.market.SpreadDepth;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.Signable.Combination;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Two months of a future as one order. */
@Path("/api/market/spreads")
@Tag(name = "market")
public class SpreadResource {
    private static final int LEVELS = 20;

    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    SpreadResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    /** @param tick USD per GPU-hour */
    record Listed(String code, String near, String far, PriceDifference tick, Instant tradingEnds, boolean open) {
        static Listed of(Spread spread) {
            return new Listed(
                    spread.code(),
                    spread.near().code(),
                    spread.far().code(),
                    new PriceDifference(spread.tick()),
                    spread.tradingEnds(),
                    spread.open());
        }
    }

    @GET
    @PermitAll
    @Operation(summary = "Pairs of months that are traded as one")
    public List<Listed> spreads() {
        return desk.read((tx, rooms) -> rooms.market().combinations().spreads(tx).stream()
                .map(Listed::of)
                .toList());
    }

    @GET
    @Path("/{code}/depth")
    @PermitAll
    @Operation(summary = "Both sides of a spread's book, best first; prices are near less far")
    public SpreadDepth depth(@PathParam("code") String code) {
        Spread spread = spread(code);
        return desk.read((tx, rooms) -> rooms.market().combinations().depth(tx, spread, LEVELS));
    }

    @GET
    @Path("/orders")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's orders for spreads and strips, newest first")
    public List<CombinationView> orders(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.market().combinations().orders(tx, name, Desk.limit(limit)));
    }

    @POST
    @Path("/orders")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Place a signed order for a spread; it is matched at once, in both months or in none")
    public Response place(NewSpread asked) {
        String name = changes.caller().actingFor(asked.party());
        Spread spread = spread(BadInput.required("spread", asked.spread()));
        Party party = directory.party(name);
        Combination combination = asked.combination(spread, party.address());
        CombinationPlacement placement = new CombinationPlacement(
                combination,
                desk.signature(party, asked.signature(), combination),
                asked.orderType(),
                asked.ownMeeting());
        return changes.make(
                asked, (tx, request) -> desk.rooms().market().combinations().place(tx, placement));
    }

    @DELETE
    @Path("/orders/{id}")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Take an order for a spread back, here and on chain")
    public Response cancel(@PathParam("id") String id, @QueryParam("party") @Nullable String party) {
        String name = changes.caller().actingFor(party);
        Hash order = BadInput.read("id", id, Hash::new);
        return changes.make(
                Map.of("order", id, "party", name),
                (tx, request) -> desk.rooms().market().combinations().cancel(tx, name, order));
    }

    private Spread spread(String code) {
        return desk.read((tx, rooms) ->
                rooms.market().combinations().spread(tx, code).orElseThrow(Desk.missing("spread", code)));
    }
}
