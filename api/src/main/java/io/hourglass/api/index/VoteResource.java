package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.Votes;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signature;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Contributors' signatures under final fixings. */
@Path("/api/index")
@Tag(name = "index")
public class VoteResource {
    private final Desk desk;
    private final Changes changes;

    VoteResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    record NewVote(
            @Nullable String index,
            @Nullable LocalDate day,
            @Nullable String signature) {}

    @GET
    @Path("/{index}/ballots/{day}")
    @PermitAll
    @Operation(summary = "What there is to sign of a final fixing, as EIP-712 typed data's fields")
    public FixingVote ballot(@PathParam("index") String index, @PathParam("day") String day) {
        IndexName name = BadInput.read("index", index, IndexName::parse);
        LocalDate fixed = BadInput.read("day", day, LocalDate::parse);
        return desk.read((tx, rooms) ->
                rooms.votes().ballot(tx, name, fixed).orElseThrow(Desk.missing("final fixing of", name + " " + fixed)));
    }

    @GET
    @Path("/publications")
    @PermitAll
    @Operation(summary = "The fixings that went to the oracle, latest first")
    public List<Votes.Publication> publications(@QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> rooms.votes().publications(tx, Desk.limit(limit)));
    }

    @POST
    @Path("/votes")
    @RolesAllowed({"contributor", "operator"})
    @Operation(summary = "Bring a contributor's signature under a final fixing")
    public Response vote(NewVote asked) {
        IndexName index = BadInput.read("index", asked.index(), IndexName::parse);
        LocalDate day = BadInput.required("day", asked.day());
        Signature signature = BadInput.read("signature", asked.signature(), Signature::new);
        return changes.make(asked, (tx, request) -> {
            FixingVote vote = desk.rooms()
                    .votes()
                    .ballot(tx, index, day)
                    .orElseThrow(Desk.missing("final fixing of", index + " " + day));
            return desk.rooms().votes().submitVote(tx, vote, signature);
        });
    }
}
