package io.hourglass.api.clearing;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.ClassMargin;
import io.hourglass.ledger.clearing.FundCall;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.LargeTrader;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginRate;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.clearing.StressReport;
import io.hourglass.ledger.clearing.Terms;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/clearing")
@Tag(name = "clearing")
public class ClearingResource {
    private final Desk desk;
    private final Changes changes;

    ClearingResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param name {@code H100-SXM-80GB.2026-09.F} */
    record NewFuture(@Nullable String name) {}

    /** @param amount dollars as a decimal */
    record Margin(@Nullable String party, @Nullable String amount) {}

    /** How the room answers a request to move margin. */
    private interface Movement {
        Outcome<MarginView> ask(Tx tx, String request, Party party, Amount amount);
    }

    @GET
    @Path("/terms")
    @PermitAll
    @Operation(summary = "The terms of futures, margin and default in force today; they change at /api/terms/contract")
    public Terms terms() {
        return desk.read((tx, rooms) -> rooms.clearing().termsInForce(tx));
    }

    @GET
    @Path("/futures")
    @PermitAll
    @Operation(summary = "All contracts: state, margin a lot, settlement price, open interest")
    public List<FutureView> futures() {
        return desk.read((tx, rooms) -> rooms.clearing().futures(tx));
    }

    @GET
    @Path("/futures/{name}/marks")
    @PermitAll
    @Operation(
            summary =
                    "Every mark of a contract, midday's and the evening's settlement price, with what it was made from")
    public List<MarkView> marks(@PathParam("name") String name) {
        Future future = BadInput.read("name", name, Future::parse);
        return desk.read((tx, rooms) -> rooms.clearing().marks(tx, future));
    }

    @GET
    @Path("/futures/{name}/margin-rates")
    @PermitAll
    @Operation(summary = "Initial margin a lot of a contract, from which day on, and what it was made from")
    public List<MarginRate> marginRates(@PathParam("name") String name) {
        Future future = BadInput.read("name", name, Future::parse);
        return desk.read((tx, rooms) -> rooms.clearing().marginRates(tx, future));
    }

    @GET
    @Path("/large-traders")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Who holds 25 lots or more of a contract, against the limits; by class, the largest first")
    public List<LargeTrader> largeTraders() {
        return desk.read((tx, rooms) -> rooms.clearing().largeTraders(tx));
    }

    @GET
    @Path("/positions")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "What a party holds and has gained, by contract")
    public List<PositionView> positions(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.clearing().positions(tx, name));
    }

    @GET
    @Path("/margin")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's margin: posted, required, free")
    public MarginView margin(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.clearing().margin(tx, desk.party(tx, name)));
    }

    @GET
    @Path("/margin/classes")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's initial margin by GPU class: months alone, as a portfolio, concentration, asked")
    public List<ClassMargin> classMargins(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.clearing().classMargins(tx, desk.party(tx, name)));
    }

    @GET
    @Path("/calls")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Margin calls, newest first")
    public List<MarginCall> calls(@QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> rooms.clearing().calls(tx, Desk.limit(limit)));
    }

    @POST
    @Path("/futures")
    @RolesAllowed("operator")
    @Operation(summary = "List a contract, with margin from the index's history")
    public Response list(NewFuture asked) {
        Future future = BadInput.read("name", asked.name(), Future::parse);
        return changes.make(asked, (tx, request) -> desk.rooms().clearing().list(tx, future));
    }

    @POST
    @Path("/margin")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Move dollars from a party's cash into its margin")
    public Response add(Margin asked) {
        return move(asked, desk.rooms().clearing()::addMargin);
    }

    @POST
    @Path("/margin/withdrawals")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Move free margin back into a party's cash")
    public Response withdraw(Margin asked) {
        return move(asked, desk.rooms().clearing()::withdrawMargin);
    }

    private Response move(Margin asked, Movement movement) {
        String name = changes.caller().actingFor(asked.party());
        Amount amount = BadInput.read("amount", asked.amount(), written -> Amount.parse(Asset.USD, written));
        return changes.make(asked, (tx, request) -> movement.ask(tx, request, desk.party(tx, name), amount));
    }

    @POST
    @Path("/fund")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Move dollars from a party's cash into its share of the default fund")
    public Response contribute(Margin asked) {
        return move(asked, desk.rooms().clearing()::contribute);
    }

    @GET
    @Path("/fund/stress")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Whether the default fund covers the two members that would owe most in extreme markets")
    public StressReport stress() {
        return desk.read((tx, rooms) -> rooms.clearing().stress(tx));
    }

    @GET
    @Path("/fund/calls")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Who is called for what the default fund lacks, by what each would owe beyond its margin")
    public List<FundCall> fundCalls() {
        return desk.read((tx, rooms) -> rooms.clearing().fundCalls(tx));
    }

    @POST
    @Path("/fund/withdrawals")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Move a share of the default fund back into its party's cash, while it has no position")
    public Response withdrawShare(Margin asked) {
        return move(asked, desk.rooms().clearing()::withdrawShare);
    }

    @POST
    @Path("/fund/tranche")
    @RolesAllowed("operator")
    @Operation(summary = "Move dollars from a house party's cash into the house's own tranche")
    public Response addTranche(Margin asked) {
        return move(asked, desk.rooms().clearing()::addTranche);
    }
}
