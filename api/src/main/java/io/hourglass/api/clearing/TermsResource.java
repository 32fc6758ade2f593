package io.hourglass.api.clearing;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.clearing.Terms;
import io.hourglass.ledger.clearing.TermsChange;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the contracts say: anyone reads it, two operators change it. */
@Path("/api/clearing/terms")
@Tag(name = "clearing")
public class TermsResource {
    private final Desk desk;
    private final Changes changes;

    TermsResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param changes new values by name, {@code none} for none */
    record NewTerms(
            @Nullable Map<String, String> changes,
            @Nullable LocalDate effective,
            @Nullable String reason) {}

    @GET
    @PermitAll
    @Operation(summary = "The terms of futures, margin and default in force today")
    public Terms inForce() {
        return desk.read((tx, rooms) -> rooms.clearing().termsInForce(tx));
    }

    @GET
    @Path("/changes")
    @PermitAll
    @Operation(summary = "Every change of the terms, proposed ones too, by the day it comes into force")
    public List<TermsChange> all() {
        return desk.read((tx, rooms) -> rooms.clearing().termsChanges(tx));
    }

    @POST
    @Path("/changes")
    @RolesAllowed("operator")
    @Operation(summary = "Propose a change; it comes into force no sooner than the terms' own notice allows")
    public Response propose(NewTerms asked) {
        Map<String, String> values = BadInput.required("changes", asked.changes());
        LocalDate effective = BadInput.required("effective", asked.effective());
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .clearing()
                .proposeTerms(
                        tx, request, values, effective, reason, changes.caller().person()));
    }

    @POST
    @Path("/changes/{id}/approval")
    @RolesAllowed("operator")
    @Operation(summary = "Approve a change that another operator proposed")
    public Response approve(@PathParam("id") String id) {
        return changes.make(id, (tx, request) -> desk.rooms()
                .clearing()
                .approveTerms(tx, id, changes.caller().person()));
    }
}
