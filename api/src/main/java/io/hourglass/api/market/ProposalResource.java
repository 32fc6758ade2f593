package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.money.Hash;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What two negotiate with each other, whatever it is: looked at, declined, taken back. */
@Path("/api/market/proposals/{id}")
@Tag(name = "market")
public class ProposalResource {
    private final Desk desk;
    private final Changes changes;

    ProposalResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param reason why, where the counterparty likes to say */
    record Declining(@Nullable String party, @Nullable String reason) {}

    @GET
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A proposal and what became of it, for either side of it")
    public ProposalView proposal(@PathParam("id") String id) {
        ProposalView view = desk.read(
                (tx, rooms) -> rooms.market().proposals().find(tx, read(id)).orElseThrow(Desk.missing("proposal", id)));
        boolean own = desk.caller()
                .filter(caller -> caller.maySee(view.proposal().proposer())
                        || caller.maySee(view.proposal().counterparty()))
                .isPresent();
        if (!own) {
            throw Desk.missing("proposal", id).get();
        }
        return view;
    }

    @POST
    @Path("/refusal")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Decline a proposal that was made to the party")
    public Response decline(@PathParam("id") String id, Declining asked) {
        String name = changes.caller().actingFor(asked.party());
        Hash proposal = read(id);
        return changes.make(
                asked, (tx, request) -> desk.rooms().market().proposals().decline(tx, proposal, name, asked.reason()));
    }

    @DELETE
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Take a proposal of the party's back, here and on chain, while nobody has accepted it")
    public Response withdraw(@PathParam("id") String id, @QueryParam("party") @Nullable String party) {
        String name = changes.caller().actingFor(party);
        Hash proposal = read(id);
        return changes.make(
                Map.of("proposal", id, "party", name),
                (tx, request) -> desk.rooms().market().proposals().withdraw(tx, proposal, name));
    }

    private static Hash read(String id) {
        return BadInput.read("id", id, Hash::new);
    }
}
