package io.hourglass.api.console;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The front door leads to the market. */
@Path("/")
@PermitAll
public class HomePlace {
    @GET
    @Operation(hidden = true)
    public Response home() {
        return Response.seeOther(URI.create("/market")).build();
    }
}
