package io.hourglass.api.market;

import io.hourglass.api.market.NewExchange.Acceptance;
import io.hourglass.api.market.NewExchange.Sides;
import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.SignedExchange;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Exchanged;
import io.hourglass.ledger.settlement.Signable.Order;
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

/** Futures exchanged for hours between two who agreed on both prices. */
@Path("/api/market/exchanges")
@Tag(name = "market")
public class ExchangeResource {
    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    ExchangeResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    @GET
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "Exchanges a party proposed or was proposed, newest first, and what became of them")
    public List<ProposalView> exchanges(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.market().proposals().of(tx, Kind.EXCHANGE, name, Desk.limit(limit)));
    }

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Propose futures against hours to a counterparty; nothing is reserved until it accepts")
    public Response propose(NewExchange asked) {
        Party party = directory.party(changes.caller().actingFor(asked.party()));
        String counterparty = BadInput.required("counterparty", asked.counterparty());
        SignedExchange signed =
                signed(party, asked.sides(party.address()), asked.futureSignature(), asked.hoursSignature());
        return changes.make(
                asked, (tx, request) -> desk.rooms().market().exchanges().propose(tx, counterparty, signed));
    }

    @POST
    @Path("/{id}/acceptance")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Accept a proposal: both legs are reserved, and settle in one transaction or not at all")
    public Response accept(@PathParam("id") String id, Acceptance asked) {
        Party party = directory.party(changes.caller().actingFor(asked.party()));
        Proposal proposal = proposal(BadInput.read("id", id, Hash::new), party);
        SignedExchange signed =
                signed(party, asked.sides(proposal, party.address()), asked.futureSignature(), asked.hoursSignature());
        return changes.make(
                asked,
                (tx, request) -> desk.rooms().market().exchanges().accept(tx, proposal.id(), party.name(), signed));
    }

    private Proposal proposal(Hash id, Party party) {
        return desk.read((tx, rooms) -> rooms.market()
                .proposals()
                .find(tx, id)
                .map(ProposalView::proposal)
                .filter(one -> one.kind() == Kind.EXCHANGE)
                .filter(one -> one.proposer().equals(party.name())
                        || one.counterparty().equals(party.name()))
                .orElseThrow(Desk.missing("exchange", id)));
    }

    private SignedExchange signed(
            Party party, Sides sides, @Nullable String futureSignature, @Nullable String hoursSignature) {
        return new SignedExchange(
                signed(party, sides.future(), sides.hours(), futureSignature),
                signed(party, sides.hours(), sides.future(), hoursSignature));
    }

    private SignedOrder signed(Party party, Order order, Order other, @Nullable String given) {
        Hash digest = desk.hourglass().chain().digest(other);
        return new SignedOrder(order, desk.signature(party, given, new Exchanged(order, digest)));
    }
}
