package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Contributors;
import io.hourglass.ledger.money.Address;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who may sign fixings and observations. */
@Path("/api/index/contributors")
@Tag(name = "index")
public class ContributorResource {
    private final Desk desk;
    private final Changes changes;

    ContributorResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param provider whose prices it speaks for; without it, it signs fixings only */
    record NewContributor(
            @Nullable String name,
            @Nullable String address,
            @Nullable String provider) {}

    record Retirement(@Nullable String reason) {}

    @GET
    @PermitAll
    @Operation(summary = "Everyone who may sign, or once might, with the provider each speaks for")
    public List<Contributors.Contributor> all() {
        return desk.read((tx, rooms) -> rooms.contributors().all(tx));
    }

    @POST
    @RolesAllowed("operator")
    @Operation(summary = "Make a contributor known, here and to the oracle; one speaks for one provider at most")
    public Response register(NewContributor asked) {
        String name = BadInput.required("name", asked.name());
        Address address = BadInput.read("address", asked.address(), Address::new);
        String provider =
                asked.provider() == null ? null : BadInput.read("provider", asked.provider(), Contributors::provider);
        return changes.make(asked, (tx, request) -> desk.rooms().contributors().register(tx, name, address, provider));
    }

    @POST
    @Path("/{name}/retirement")
    @RolesAllowed("operator")
    @Operation(summary = "End what a contributor may do; what it signed before stands")
    public Response retire(@PathParam("name") String name, Retirement asked) {
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> desk.rooms().contributors().retire(tx, name, reason));
    }
}
