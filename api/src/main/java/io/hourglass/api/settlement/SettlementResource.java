package io.hourglass.api.settlement;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.IntentView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/settlement")
@Tag(name = "settlement")
public class SettlementResource {
    private final Desk desk;
    private final Changes changes;

    SettlementResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param amount dollars as a decimal, {@code 1250.50} */
    record Dollars(@Nullable String party, @Nullable String amount) {}

    /** How a room answers a request for dollars. */
    private interface Movement {
        Outcome<Cash.Request> ask(Tx tx, String request, Party party, Amount amount);
    }

    @POST
    @Path("/deposits")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Dollars from the party's wallet into the Vault")
    public Response deposit(Dollars asked) {
        return move(asked, desk.rooms().cash()::deposit);
    }

    @POST
    @Path("/withdrawals")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Dollars from the Vault to the party's wallet")
    public Response withdraw(Dollars asked) {
        return move(asked, desk.rooms().cash()::withdraw);
    }

    @GET
    @Path("/intents/{id}")
    @RolesAllowed({"owner", "investor", "contributor", "auditor", "operator"})
    @Operation(summary = "How far a planned call has come: planned, signed, sent, mined, final")
    public IntentView intent(@PathParam("id") String id) {
        return desk.read((tx, rooms) -> rooms.settlement().find(tx, id).orElseThrow(Desk.missing("intent", id)));
    }

    private Response move(Dollars asked, Movement movement) {
        String name = changes.caller().actingFor(asked.party());
        Amount amount = BadInput.read("amount", asked.amount(), written -> Amount.parse(Asset.USD, written));
        return changes.make(asked, (tx, request) -> movement.ask(tx, request, desk.party(tx, name), amount));
    }
}
