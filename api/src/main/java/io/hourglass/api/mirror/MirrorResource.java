package io.hourglass.api.mirror;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.mirror.Level;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Hash;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/mirror")
@Tag(name = "mirror")
public class MirrorResource {
    private final Desk desk;
    private final Changes changes;

    MirrorResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    record Resumption(@Nullable String operator, @Nullable String reason) {}

    /** @param level SEEN, SAFE or FINAL */
    record Certainty(Hash transaction, Level level) {}

    @GET
    @PermitAll
    @Operation(summary = "How far the chain is read and booked")
    public MirrorStatus status() {
        return desk.read((tx, rooms) ->
                rooms.mirror().status(tx).orElseThrow(Desk.missing("block", "yet: the chain was not seen")));
    }

    @GET
    @Path("/transactions/{hash}")
    @PermitAll
    @Operation(summary = "How sure a transaction is: seen, safe or final")
    public Certainty transaction(@PathParam("hash") String hash) {
        Hash transaction = BadInput.read("hash", hash, Hash::new);
        return desk.read((tx, rooms) -> new Certainty(
                transaction, rooms.mirror().levelOf(tx, transaction).orElseThrow(Desk.missing("transaction", hash))));
    }

    @POST
    @Path("/resume")
    @RolesAllowed("operator")
    @Operation(summary = "Let a halted mirror go on")
    public Response resume(Resumption asked) {
        String operator = BadInput.required("operator", asked.operator());
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms().mirror().resume(tx, operator, reason));
    }
}
