package io.hourglass.api.clearing;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.clearing.Closable;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.DisposalStep;
import io.hourglass.ledger.clearing.Future;
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

/** Members in default, and what is done about them. */
@Path("/api/clearing/defaults")
@Tag(name = "clearing")
public class DefaultResource {
    private final Desk desk;
    private final Changes changes;

    DefaultResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    record Member(@Nullable String party) {}

    /** @param lots what comes to the party, towards zero: negative where it is long */
    record Deleverage(
            @Nullable String party,
            @Nullable String future,
            @Nullable Long lots) {}

    record Cover() {}

    @GET
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Every default there was, newest first: what was taken over and who paid what")
    public List<DefaultView> all() {
        return desk.read((tx, rooms) -> rooms.clearing().defaults(tx));
    }

    @GET
    @Path("{id}/steps")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "The steps in which what was taken over was sold so far")
    public List<DisposalStep> steps(@PathParam("id") String id) {
        return desk.read((tx, rooms) -> rooms.clearing().disposal(tx, id));
    }

    @POST
    @RolesAllowed("operator")
    @Operation(summary = "Declare a member in default whose margin is below maintenance; the estate takes over")
    public Response declare(Member asked) {
        String name = BadInput.required("party", asked.party());
        return changes.make(asked, (tx, request) -> desk.rooms().clearing().declareDefault(tx, desk.party(tx, name)));
    }

    @GET
    @Path("/deleveraging")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Whose lots of a contract can be closed against the estate's now, who gained most first")
    public List<Closable> closable(@QueryParam("future") @Nullable String name) {
        Future future = BadInput.read("future", name, Future::parse);
        return desk.read((tx, rooms) -> rooms.clearing().closable(tx, future));
    }

    @POST
    @Path("/deleveraging")
    @RolesAllowed("operator")
    @Operation(summary = "Close lots of a member against the estate's at the last mark: the last resort")
    public Response deleverage(Deleverage asked) {
        String name = BadInput.required("party", asked.party());
        Future future = BadInput.read("future", asked.future(), Future::parse);
        long lots = BadInput.required("lots", asked.lots());
        return changes.make(
                asked,
                (tx, request) -> desk.rooms().clearing().deleverage(tx, request, future, desk.party(tx, name), lots));
    }

    @POST
    @Path("/cover")
    @RolesAllowed("operator")
    @Operation(summary = "Have what the estate owes covered, in the order of the waterfall")
    public Response cover(Cover asked) {
        return changes.make(asked, (tx, request) -> desk.rooms().clearing().coverLoss(tx));
    }
}
