package io.hourglass.api.service;

import io.hourglass.api.problem.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** A request is small, a price file is not; what has no length is not read at all. */
public final class BodyLimit {
    private static final long BYTES_MAX = 256 * 1024;

    @ServerRequestFilter
    public Optional<Response> check(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            boolean hasBody = request.getHeaderString("Transfer-Encoding") != null;
            return hasBody
                    ? Optional.of(Problem.of(411, "length-required", "Send a Content-Length")
                            .response())
                    : Optional.empty();
        }
        boolean json = String.valueOf(request.getHeaderString(HttpHeaders.CONTENT_TYPE))
                .startsWith("application/json");
        if (json && length.equals("0")) {
            return Optional.of(Problem.of(400, "malformed-json", "The body is empty, JSON is expected")
                    .response());
        }
        boolean priceFile = "text/csv".equals(request.getHeaderString(HttpHeaders.CONTENT_TYPE));
        if (!priceFile && Long.parseLong(length) > BYTES_MAX) {
            return Optional.of(Problem.of(
                            413,
                            "too-large",
                            "A request has at most " + BYTES_MAX + " bytes, this one has " + length
                                    + "; only price files (text/csv) may be larger")
                    .response());
        }
        return Optional.empty();
    }
}
