package io.hourglass.api.fund;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.fund.FeeView;
import io.hourglass.ledger.fund.FundPosition;
import io.hourglass.ledger.fund.FundTradeView;
import io.hourglass.ledger.fund.HolderList;
import io.hourglass.ledger.fund.IncomeView;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RebalanceView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RollView;
import io.hourglass.ledger.fund.ShareView;
import io.hourglass.ledger.fund.TrackingView;
import io.hourglass.ledger.fund.TradeLimits;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/fund")
@Tag(name = "fund")
public class FundResource {
    private final Desk desk;
    private final Changes changes;

    FundResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param cash dollars as a decimal */
    record Creation(@Nullable String party, @Nullable String cash) {}

    private static final String NOT_TRADED = "HGX is not traded here: units are made and redeemed at NAV only";

    /**
     * @param premiumPpm of the unit's price over its NAV, in millionths; null while no market trades it
     * @param premiumNote why there is none
     * @param tracking the fund beside its index
     */
    record Performance(@Nullable Long premiumPpm, String premiumNote, TrackingView tracking) {}

    /**
     * What waits, whoever asked for it.
     *
     * @param cash of a creation
     * @param waiting units of a redemption
     * @param ahead units of earlier cycles
     */
    record Waiting(
            @Nullable Integer place,
            RequestView.Kind kind,
            @Nullable Long cycle,
            Amount cash,
            Amount waiting,
            Amount ahead,
            Instant asked) {
        static Waiting of(RequestView request) {
            return new Waiting(
                    request.place(),
                    request.kind(),
                    request.cycle(),
                    request.cash(),
                    request.waiting(),
                    request.ahead(),
                    request.asked());
        }
    }

    /**
     * An order of the fund's.
     *
     * @param future {@code H100-SXM-80GB.2026-09.F}
     * @param side {@code buy} or {@code sell}
     * @param price dollars per GPU-hour as a decimal
     */
    record Trade(
            @Nullable String party,
            @Nullable String future,
            @Nullable String side,
            @Nullable Long lots,
            @Nullable String price) {}

    /**
     * What the fund has at Clearing, and what its manager may trade for it.
     *
     * @param trades the latest orders, newest first
     */
    record Futures(
            TradeLimits limits,
            Amount margin,
            List<FundPosition> positions,
            List<RollView> rolls,
            List<RebalanceView> rebalances,
            List<FundTradeView> trades) {}

    /** @param units of HGX as a decimal */
    record Redemption(@Nullable String party, @Nullable String units) {}

    @GET
    @Path("/navs")
    @PermitAll
    @Operation(summary = "Every NAV, oldest first, with what it was made from")
    public List<NavView> navs() {
        return desk.read((tx, rooms) -> rooms.fund().navs(tx));
    }

    @GET
    @Path("/units")
    @PermitAll
    @Operation(summary = "Units outstanding")
    public Amount units() {
        return desk.read((tx, rooms) -> rooms.fund().units(tx));
    }

    @GET
    @Path("/requests")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's requests, newest first, with their place in the queue")
    public List<RequestView> requests(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.fund().requests(tx, name, Desk.limit(limit)));
    }

    @GET
    @Path("/queue")
    @PermitAll
    @Operation(
            summary =
                    "What waits for the next NAV, in order, without names; redemptions of a cycle are filled pro rata")
    public List<Waiting> queue() {
        return desk.read(
                (tx, rooms) -> rooms.fund().queue(tx).stream().map(Waiting::of).toList());
    }

    @GET
    @Path("/fee")
    @PermitAll
    @Operation(summary = "The management fee: its rate, its cap, and the units made for it")
    public FeeView fee() {
        return desk.read((tx, rooms) -> rooms.fund().fee(tx));
    }

    @GET
    @Path("/tracking")
    @PermitAll
    @Operation(
            summary = "The fund beside its index, day by day: premium, tracking difference and tracking error, in"
                    + " millionths")
    public Performance tracking() {
        return desk.read(
                (tx, rooms) -> new Performance(null, NOT_TRADED, rooms.fund().tracking(tx)));
    }

    @GET
    @Path("/incomes")
    @PermitAll
    @Operation(summary = "What the fund's GPU-hours earned, newest first")
    public List<IncomeView> incomes(@QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> rooms.fund().incomes(tx, Desk.limit(limit)));
    }

    @GET
    @Path("/shares")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's shares of what the fund earned, newest first")
    public List<ShareView> shares(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.fund().shares(tx, name, Desk.limit(limit)));
    }

    @GET
    @Path("/incomes/{income}/holders")
    @PermitAll
    @Operation(summary = "Whose an income is: the list the chain has the hash of, and each share")
    public HolderList holders(@PathParam("income") String income) {
        Hash id = BadInput.read("income", income, Hash::new);
        return desk.read((tx, rooms) -> rooms.fund().holders(tx, id).orElseThrow(Desk.missing("income", income)));
    }

    @POST
    @Path("/incomes")
    @RolesAllowed("operator")
    @Operation(summary = "Bring what the fund's GPU-hours earned: a tenth is the manager's, the rest the holders'")
    public Response bring(Creation asked) {
        String name = changes.caller().actingFor(asked.party());
        Amount cash = BadInput.read("cash", asked.cash(), written -> Amount.parse(Asset.USD, written));
        return changes.make(
                asked,
                (tx, request) -> desk.rooms().fund().bringIncome(tx, Hash.keccak(request), desk.party(tx, name), cash));
    }

    @GET
    @Path("/futures")
    @PermitAll
    @Operation(summary = "The fund's futures: its positions, margin, limits, rolls, rebalances and orders")
    public Futures futures(@QueryParam("limit") @Nullable Integer limit) {
        int rows = Desk.limit(limit);
        return desk.read((tx, rooms) -> new Futures(
                rooms.fund().tradeLimits(tx),
                rooms.fund().margin(tx),
                rooms.fund().positions(tx),
                rooms.fund().rolls(tx, rows),
                rooms.fund().rebalances(tx, rows),
                rooms.fund().trades(tx, rows)));
    }

    @POST
    @Path("/trades")
    @RolesAllowed("operator")
    @Operation(summary = "Trade futures for the fund, within the limits the chain has")
    public Response trade(Trade asked) {
        String name = changes.caller().actingFor(asked.party());
        Future future = BadInput.read("future", asked.future(), Future::parse);
        boolean buy = BadInput.read("side", asked.side(), FundResource::isBuy);
        Price price = BadInput.read("price", asked.price(), Price::parse);
        Long lots = asked.lots();
        return changes.make(asked, (tx, request) -> desk.rooms()
                .fund()
                .trade(tx, Hash.keccak(request), desk.party(tx, name), future, buy, lots == null ? 0 : lots, price));
    }

    private static boolean isBuy(String side) {
        return switch (side) {
            case "buy" -> true;
            case "sell" -> false;
            default -> throw new IllegalArgumentException("is buy or sell, not " + side);
        };
    }

    @POST
    @Path("/creations")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Ask for units for cash, at the next NAV")
    public Response create(Creation asked) {
        String name = changes.caller().actingFor(asked.party());
        Amount cash = BadInput.read("cash", asked.cash(), written -> Amount.parse(Asset.USD, written));
        return changes.make(asked, (tx, request) -> desk.rooms()
                .fund()
                .requestCreation(tx, Hash.keccak(request), desk.party(tx, name), cash));
    }

    @POST
    @Path("/redemptions")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Ask for cash for units, at the next NAV")
    public Response redeem(Redemption asked) {
        String name = changes.caller().actingFor(asked.party());
        Amount units = BadInput.read("units", asked.units(), written -> Amount.parse(Asset.HGX, written));
        return changes.make(asked, (tx, request) -> desk.rooms()
                .fund()
                .requestRedemption(tx, Hash.keccak(request), desk.party(tx, name), units));
    }
}
