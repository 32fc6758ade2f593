package io.hourglass.api.clock;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/clock")
@Tag(name = "clock")
public class ClockResource {
    private final Desk desk;
    private final Changes changes;

    ClockResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param frozen whether it stands still until it is advanced */
    record Now(Instant now, boolean frozen) {}

    record Advance(@Nullable Instant to) {}

    @GET
    @PermitAll
    @Operation(summary = "Business time")
    public Now now() {
        return new Now(
                desk.rooms().clock().instant(), desk.hourglass().settings().frozenClock());
    }

    @POST
    @Path("/advance")
    @RolesAllowed("operator")
    @Operation(summary = "Move frozen business time forward, and the dev chain's time with it")
    public Response advance(Advance asked) {
        Instant to = BadInput.required("to", asked.to());
        Response answer = changes.make(
                asked,
                (tx, request) -> desk.rooms().clock().advanceTo(tx, to).then(now -> Outcome.done(new Now(now, true))));
        if (answer.getStatus() == 200) {
            desk.hourglass().machines().advanceChainTo(desk.rooms().clock().instant());
        }
        return answer;
    }
}
