package io.hourglass.api.service;

import io.hourglass.api.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The console's session: an API key in a cookie that scripts cannot read and other sites cannot
 * send. It is good for looking, never for changing anything.
 */
@Path("/session")
@Tag(name = "session")
@PermitAll
public class Session {
    private static final int WORKING_DAY_SECONDS = 12 * 60 * 60;

    private final Running running;

    Session(Running running) {
        this.running = running;
    }

    /** Enters with an API key and goes on to a page of the console. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Look around the console with an API key")
    public Response enter(
            @FormParam("key") @Nullable String key,
            @FormParam("to") @Nullable String to,
            @HeaderParam("Sec-Fetch-Site") @Nullable String from) {
        if (from != null && !from.equals("same-origin") && !from.equals("none")) {
            return Problem.of(403, "other-site", "A session is begun on this site's own pages only")
                    .response();
        }
        String asked = key == null ? "" : key.strip();
        var hourglass = running.get();
        var caller = hourglass.database().inTx(tx -> hourglass.rooms().access().find(tx, asked));
        if (caller.isEmpty()) {
            return Response.seeOther(URI.create(page(to) + "?session=unknown-key"))
                    .build();
        }
        return Response.seeOther(URI.create(page(to)))
                .cookie(cookie(asked, WORKING_DAY_SECONDS))
                .build();
    }

    /** Leaves, from a form. */
    @POST
    @Path("/end")
    @Operation(summary = "End the console's session, from a form")
    public Response end() {
        return Response.seeOther(URI.create("/")).cookie(cookie("", 0)).build();
    }

    /** Leaves. */
    @DELETE
    @Operation(summary = "End the console's session")
    public Response leave() {
        return Response.noContent().cookie(cookie("", 0)).build();
    }

    /** One of our own pages, whatever was asked. */
    private static String page(@Nullable String to) {
        return to != null && to.matches("/[a-z]{0,20}") ? to : "/portfolio";
    }

    private static NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(KeyMechanism.COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
