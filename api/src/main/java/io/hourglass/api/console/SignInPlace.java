package io.hourglass.api.console;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where a browser shows its API key, once a working day. */
@Path("/sign-in")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class SignInPlace {
    private final Pages pages;

    SignInPlace(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Response signIn() {
        return pages.show(Place.PORTFOLIO, "Sign in", reading -> new SignInPage(reading.frame()));
    }
}
