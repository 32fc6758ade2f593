package io.hourglass.api.options;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.options.OptionHolding;
import io.hourglass.ledger.options.OptionQuote;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.options.OptionTerms;
import io.hourglass.ledger.options.OptionView;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/options")
@Tag(name = "options")
public class OptionsResource {
    private final Desk desk;
    private final Changes changes;

    OptionsResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param name {@code H100-SXM-80GB.2027-03.C2500-5000} or {@code H100-SXM-80GB.2027-03.P2500} */
    record NewSeries(@Nullable String name) {}

    @GET
    @Path("/series")
    @PermitAll
    @Operation(summary = "All options: state, largest payout a lot, open interest, what they paid")
    public List<OptionView> series() {
        return desk.read((tx, rooms) -> rooms.options().series(tx));
    }

    @GET
    @Path("/terms")
    @PermitAll
    @Operation(summary = "Which strikes are listed around a future's settlement price, and how premiums are quoted")
    public OptionTerms terms() {
        return desk.read((tx, rooms) -> rooms.options().termsInForce(tx));
    }

    @GET
    @Path("/futures/{name}/chain")
    @PermitAll
    @Operation(
            summary = "A month's option chain by strike: best bid and ask, open interest, and an indication of what"
                    + " each is worth by the model, which is never used for money")
    public List<OptionQuote> chain(@PathParam("name") String name) {
        Future future = future(name);
        return desk.read((tx, rooms) -> {
            if (rooms.clearing().future(tx, future).isEmpty()) {
                throw Desk.missing("future", future).get();
            }
            return rooms.options().chain(tx, future);
        });
    }

    @GET
    @Path("/holdings")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's options: lots, collateral held for what it is short, what its orders have reserved")
    public List<OptionHolding> holdings(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read(
                (tx, rooms) -> rooms.options().holdings(tx, desk.party(tx, name).name()));
    }

    @POST
    @Path("/futures/{name}/series")
    @RolesAllowed("operator")
    @Operation(summary = "List a call and a put at each strike around a future's settlement price")
    public Response listAround(@PathParam("name") String name) {
        Future future = future(name);
        return changes.make(
                Map.of("future", name), (tx, request) -> desk.rooms().options().list(tx, future));
    }

    @POST
    @Path("/series")
    @RolesAllowed("operator")
    @Operation(summary = "List one option, whose strike is a multiple of the step")
    public Response list(NewSeries asked) {
        OptionSeries series = BadInput.read("name", asked.name(), OptionSeries::parse);
        return changes.make(asked, (tx, request) -> desk.rooms().options().list(tx, series));
    }

    private static Future future(String name) {
        return BadInput.read("name", name, Future::parse);
    }
}
