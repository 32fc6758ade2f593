package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Methodologies;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The versions of the index rules: anyone reads them, two operators change them. */
@Path("/api/index/methodologies")
@Tag(name = "index")
public class MethodologyResource {
    private final Desk desk;
    private final Changes changes;

    MethodologyResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    record NewMethodology(
            @Nullable String figures, @Nullable LocalDate effective) {}

    @GET
    @PermitAll
    @Operation(summary = "The versions of the index rules, proposed ones too, by the day they come into force")
    public List<Methodologies.Version> all() {
        return desk.read((tx, rooms) -> rooms.methodologies().all(tx));
    }

    @POST
    @RolesAllowed("operator")
    @Operation(summary = "Propose a version; how long before it must be announced follows from what it changes")
    public Response propose(NewMethodology asked) {
        String figures = BadInput.required("figures", asked.figures());
        LocalDate effective = BadInput.required("effective", asked.effective());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .methodologies()
                .propose(tx, figures, effective, changes.caller().person()));
    }

    @POST
    @Path("/{version}/approval")
    @RolesAllowed("operator")
    @Operation(summary = "Approve a version that another operator proposed")
    public Response approve(@PathParam("version") String version) {
        return changes.make(version, (tx, request) -> desk.rooms()
                .methodologies()
                .approve(tx, version, changes.caller().person()));
    }
}
