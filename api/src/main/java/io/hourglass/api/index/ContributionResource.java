package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.ledger.settlement.Signature;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Observations that contributors sign. */
@Path("/api/index/contributions")
@Tag(name = "index")
public class ContributionResource {
    private final Desk desk;
    private final Changes changes;

    ContributionResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /**
     * An observation with its signature.
     *
     * @param price in USD per GPU-hour
     * @param observedAt to the second
     */
    record NewObservation(
            @Nullable String provider,
            @Nullable String gpuClass,
            @Nullable String region,
            @Nullable String offer,
            @Nullable Integer gpuCount,
            @Nullable String kind,
            @Nullable String evidence,
            @Nullable String price,
            @Nullable Instant observedAt,
            @Nullable String seen,
            @Nullable String signature) {

        /** @param at where it stands in the request */
        Contributions.Signed read(String at) {
            return new Contributions.Signed(
                    new Observation(
                            BadInput.required(at + ".provider", provider),
                            BadInput.required(at + ".gpuClass", gpuClass),
                            BadInput.required(at + ".region", region),
                            BadInput.required(at + ".offer", offer),
                            BadInput.required(at + ".gpuCount", gpuCount),
                            BadInput.required(at + ".kind", kind),
                            BadInput.required(at + ".evidence", evidence),
                            BadInput.read(at + ".price", price, Price::parse),
                            BadInput.required(at + ".observedAt", observedAt).getEpochSecond(),
                            BadInput.read(at + ".seen", seen, Hash::new)),
                    BadInput.read(at + ".signature", signature, Signature::new));
        }
    }

    record NewContribution(@Nullable List<@Nullable NewObservation> observations) {}

    @GET
    @Path("/{day}")
    @PermitAll
    @Operation(summary = "What was signed in time for a day's fixing, with the signatures")
    public List<Contributions.Contributed> history(@PathParam("day") String day) {
        LocalDate of = BadInput.read("day", day, LocalDate::parse);
        return desk.read((tx, rooms) -> rooms.contributions().history(tx, of, of));
    }

    @POST
    @RolesAllowed({"contributor", "operator"})
    @Operation(
            summary = "Bring 1 to 100 signed observations (EIP-712, for the FixingOracle's domain); each is answered"
                    + " for itself: accepted, known, or refused with its reason")
    public Response submit(NewContribution asked) {
        List<Contributions.Signed> set = new ArrayList<>();
        for (NewObservation one : BadInput.required("observations", asked.observations())) {
            String at = "observations[" + set.size() + "]";
            set.add(BadInput.required(at, one).read(at));
        }
        return changes.make(asked, (tx, request) -> desk.rooms().contributions().submit(tx, set));
    }
}
