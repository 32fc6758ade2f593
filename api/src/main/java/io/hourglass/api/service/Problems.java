package io.hourglass.api.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.problem.BadInput;
import io.hourglass.api.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that can go wrong with a request, and what it is answered with. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final String RETRY =
            "; nothing is lost, and repeating the request with the same " + "Idempotency-Key is safe";

    @ServerExceptionMapper
    public Response badInput(BadInput e) {
        return Problem.of(400, "bad-input", e.field() + ": " + e.getMessage()).response();
    }

    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException e) {
        return json(e);
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public Response unauthorized(SecurityException e) {
        return Problem.of(
                        401,
                        "api-key-needed",
                        "Send a valid API key as 'Authorization: Bearer KEY'; the operator issues them")
                .response();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e) {
        String detail = e.getMessage();
        return Problem.of(403, "not-allowed", detail == null ? "This API key's role may not do this" : detail)
                .response();
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        int status = e.getResponse().getStatus();
        Response.Status known = Response.Status.fromStatusCode(status);
        String words = known == null ? "http-" + status : known.name().toLowerCase(Locale.ROOT);
        return Problem.of(status, words.replace('_', '-'), String.valueOf(e.getMessage()))
                .response();
    }

    @ServerExceptionMapper
    public Response starting(Running.Starting e) {
        return Problem.of(503, "starting", e.getMessage() + RETRY).response();
    }

    @ServerExceptionMapper
    public Response anything(Throwable e) {
        Optional<String> away = Faults.away(e);
        if (away.isPresent()) {
            return Problem.of(503, away.get() + "-unreachable", "The " + away.get() + " does not answer" + RETRY)
                    .response();
        }
        UUID reference = UUID.randomUUID();
        LOG.error("request failed, reference {}", reference, e);
        return Problem.of(500, "internal", "This is our fault; quote reference " + reference + RETRY)
                .response();
    }

    private static Response json(JsonProcessingException e) {
        String where = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        String what = String.valueOf(e.getOriginalMessage());
        int internals = what.indexOf(" (class ");
        String said = internals < 0 ? what : what.substring(0, internals);
        return Problem.of(400, "malformed-json", where.isEmpty() ? said : where + ": " + said)
                .response();
    }
}
