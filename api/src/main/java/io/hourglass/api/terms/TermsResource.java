package io.hourglass.api.terms;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.terms.TermsLog;
import io.hourglass.ledger.terms.TermsView;
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

/** What every room goes by: anyone reads it, two operators change it. */
@Path("/api/terms")
@Tag(name = "terms")
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

    /** @param breaks rows that are not as the journal or the rulebook knows them, in words; none if all is well */
    record AllTerms(List<TermsView> terms, List<String> breaks) {}

    @GET
    @PermitAll
    @Operation(summary = "All terms: in force, past and to come, what may change, and every change proposed")
    public AllTerms all() {
        return desk.read((tx, rooms) -> new AllTerms(rooms.terms().views(tx), TermsLog.breaks(tx)));
    }

    @GET
    @Path("/{name}")
    @PermitAll
    @Operation(summary = "One kind of terms")
    public Response one(@PathParam("name") String name) {
        return Desk.answer(desk.read((tx, rooms) -> rooms.terms().view(tx, name)));
    }

    @GET
    @Path("/{name}/changes")
    @PermitAll
    @Operation(summary = "Every change of them, proposed ones too, by the day it comes into force")
    public Response changes(@PathParam("name") String name) {
        return Desk.answer(desk.read((tx, rooms) -> rooms.terms().changes(tx, name)));
    }

    @POST
    @Path("/{name}/changes")
    @RolesAllowed("operator")
    @Operation(summary = "Propose a change; it comes into force no sooner than the terms' own notice allows")
    public Response propose(@PathParam("name") String name, NewTerms asked) {
        Map<String, String> values = BadInput.required("changes", asked.changes());
        LocalDate effective = BadInput.required("effective", asked.effective());
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms()
                .terms()
                .propose(
                        tx,
                        name,
                        request,
                        values,
                        effective,
                        reason,
                        changes.caller().person()));
    }

    @POST
    @Path("/{name}/changes/{id}/approval")
    @RolesAllowed("operator")
    @Operation(summary = "Approve a change that another operator proposed; the journal has an entry of it")
    public Response approve(@PathParam("name") String name, @PathParam("id") String id) {
        return changes.make(id, (tx, request) -> desk.rooms()
                .terms()
                .approve(tx, name, id, changes.caller().person()));
    }
}
