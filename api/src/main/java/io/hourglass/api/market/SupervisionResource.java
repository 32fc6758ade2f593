package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Instrument;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Supervising the market: auctions, error trades, whose orders are whose. */
@Path("/api/market")
@Tag(name = "market")
@RolesAllowed("operator")
public class SupervisionResource {
    private final Desk desk;
    private final Changes changes;

    SupervisionResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param uncrosses when what has gathered trades at one price */
    record NewAuction(@Nullable Instant uncrosses) {}

    record ErrorClaim(@Nullable String reason) {}

    /** @param owner the party whose the orders are in the end */
    record Belonging(@Nullable String owner) {}

    @POST
    @Path("/instruments/{code}/auction")
    @Operation(summary = "Let the orders of an instrument gather until a time to come, and trade at one price then")
    public Response call(@PathParam("code") String code, NewAuction asked) {
        Instant uncrosses = BadInput.required("uncrosses", asked.uncrosses());
        return changes.make(asked, (tx, request) -> {
            Instrument instrument =
                    desk.rooms().market().instrument(tx, code).orElseThrow(Desk.missing("instrument", code));
            return desk.rooms().market().call(tx, instrument.id(), uncrosses);
        });
    }

    @POST
    @Path("/trades/{id}/error")
    @Operation(summary = "Say that a trade that is held back is an error")
    public Response claim(@PathParam("id") String id, ErrorClaim asked) {
        UUID trade = BadInput.read("id", id, UUID::fromString);
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .market()
                .claimError(tx, trade, changes.caller().person(), reason));
    }

    @POST
    @Path("/trades/{id}/error/agreement")
    @Operation(summary = "Agree that a trade is an error: it is voided, and both sides have back what it had reserved")
    public Response agree(@PathParam("id") String id) {
        UUID trade = BadInput.read("id", id, UUID::fromString);
        return changes.make(id, (tx, request) -> desk.rooms()
                .market()
                .agreeError(tx, trade, changes.caller().person()));
    }

    @POST
    @Path("/owners/{party}")
    @Operation(summary = "Say whose a party's orders are in the end: those of one owner never meet")
    public Response belongsTo(@PathParam("party") String party, Belonging asked) {
        String owner = BadInput.required("owner", asked.owner());
        return changes.make(asked, (tx, request) -> {
            Party beneficial = desk.party(tx, owner);
            desk.rooms().market().belongsTo(tx, desk.party(tx, party), beneficial);
            return Outcome.done(Map.of("party", party, "owner", owner));
        });
    }
}
