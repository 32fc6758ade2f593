package io.hourglass.api.reconcile;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.reconcile.Report;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/reconcile")
@Tag(name = "reconcile")
public class ReconcileResource {
    private final Desk desk;
    private final Changes changes;

    ReconcileResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param first and {@code second} are the two different people who close it */
    record Closing(
            @Nullable String reason,
            @Nullable String first,
            @Nullable String second) {}

    @GET
    @PermitAll
    @Operation(summary = "The last reconciliation: books, mirror and chain at a final block")
    public Report latest() {
        return desk.read(
                (tx, rooms) -> rooms.reconcile().latest(tx).orElseThrow(Desk.missing("reconciliation", "yet")));
    }

    @POST
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Reconcile now")
    public Response run() {
        return changes.make(Map.of(), (tx, request) -> desk.rooms().reconcile().run(tx));
    }

    @POST
    @Path("/breaks/{id}/closure")
    @RolesAllowed("operator")
    @Operation(summary = "Close a break: a reason and two people")
    public Response close(@PathParam("id") String id, Closing asked) {
        UUID broken = BadInput.read("id", id, UUID::fromString);
        String reason = BadInput.required("reason", asked.reason());
        String first = BadInput.required("first", asked.first());
        String second = BadInput.required("second", asked.second());
        return changes.make(asked, (tx, request) -> desk.rooms().reconcile().close(tx, broken, reason, first, second));
    }
}
