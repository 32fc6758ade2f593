package io.hourglass.api.market;

import io.hourglass.api.market.NewSwap.Acceptance;
import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.SwapView;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signature;
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

/** A fixed price against each month's average, between two who agreed on it. */
@Path("/api/market/swaps")
@Tag(name = "market")
public class SwapResource {
    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    SwapResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    @GET
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(
            summary = "A party's swaps, newest first: each month's average so far, what was settled, what it is worth")
    public List<SwapView> swaps(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.clearing().swaps(tx, name, Desk.limit(limit)));
    }

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Propose a fixed price for the average of a month, or of each month of a quarter or a year")
    public Response propose(NewSwap asked) {
        Party party = directory.party(changes.caller().actingFor(asked.party()));
        String counterparty = BadInput.required("counterparty", asked.counterparty());
        Combination combination = asked.combination(months(BadInput.required("tenor", asked.tenor())), party.address());
        Signature signature = desk.signature(party, asked.signature(), combination);
        return changes.make(
                asked,
                (tx, request) -> desk.rooms().market().swaps().propose(tx, counterparty, combination, signature));
    }

    @POST
    @Path("/{id}/acceptance")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Accept a proposal: all its months are cleared in one transaction, or none is")
    public Response accept(@PathParam("id") String id, Acceptance asked) {
        Party party = directory.party(changes.caller().actingFor(asked.party()));
        Proposal proposal = proposal(BadInput.read("id", id, Hash::new), party);
        Combination combination = asked.combination(proposal, months(proposal.code()), party.address());
        Signature signature = desk.signature(party, asked.signature(), combination);
        return changes.make(
                asked,
                (tx, request) ->
                        desk.rooms().market().swaps().accept(tx, proposal.id(), party.name(), combination, signature));
    }

    private Proposal proposal(Hash id, Party party) {
        return desk.read((tx, rooms) -> rooms.market()
                .proposals()
                .find(tx, id)
                .map(ProposalView::proposal)
                .filter(one -> one.kind() == Kind.SWAP)
                .filter(one -> one.proposer().equals(party.name())
                        || one.counterparty().equals(party.name()))
                .orElseThrow(Desk.missing("swap", id)));
    }

    /** Of a quarter or a year, or the month itself. */
    private List<Instrument> months(String tenor) {
        return desk.read((tx, rooms) -> rooms.market().combinations().strip(tx, tenor))
                .map(Strip::months)
                .orElseGet(() -> List.of(directory.instrument(tenor)));
    }
}
