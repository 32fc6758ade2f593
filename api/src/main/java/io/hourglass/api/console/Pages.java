package io.hourglass.api.console;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Rooms;
import io.hourglass.api.access.Caller;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.service.Running;
import io.hourglass.ledger.book.Tx;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows pages: one read of the database each, in a frame, under a strict content policy. */
@ApplicationScoped
class Pages {
    /** Nothing runs or loads but what this service ships. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final Running running;
    private final CurrentIdentityAssociation identity;

    private final HttpServerRequest request;

    Pages(Running running, CurrentIdentityAssociation identity, HttpServerRequest request) {
        this.running = running;
        this.identity = identity;
        this.request = request;
    }

    /** What a page reads from. */
    record Reading(Tx tx, Rooms rooms, Hourglass hourglass, Frame frame) {
        Instant now() {
            return frame.now();
        }

        LocalDate today() {
            return LocalDate.ofInstant(now(), ZoneOffset.UTC);
        }

        Viewer viewer() {
            return frame.viewer();
        }
    }

    /** Makes a page out of one read. */
    interface Maker {
        TemplateInstance make(Reading reading);
    }

    /** There is no such thing to show; the message says what there is. */
    static final class NotThere extends NotFoundException {
        private static final long serialVersionUID = 1;

        NotThere(String message) {
            super(message);
        }
    }

    Response show(Place place, String title, Maker maker) {
        try {
            Hourglass hourglass = running.get();
            return hourglass.database().inTx(tx -> page(reading(place, title, tx, hourglass), maker));
        } catch (Running.Starting e) {
            return trouble(place, 503, "Starting", e.getMessage() + ". This page loads again by itself.");
        } catch (RuntimeException e) {
            String away = Faults.away(e).orElseThrow(() -> e);
            return trouble(
                    place,
                    503,
                    "The " + away + " does not answer",
                    "Nothing is lost: work goes on by itself once it is back. This page loads again by itself.");
        }
    }

    /** A chart's data: the same figures as in the table beside it. */
    Response data(Function<Reading, List<?>> points) {
        Hourglass hourglass = running.get();
        List<?> drawn = hourglass.database().inTx(tx -> points.apply(reading(Place.MARKET, "", tx, hourglass)));
        return Response.ok(drawn, MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .build();
    }

    /** A number out of an address; what is none, or outside, becomes the nearest that is inside. */
    static int number(@Nullable String written, int min, int max) {
        return Math.clamp(number(written, min), min, max);
    }

    /** A number out of an address, or what stands for it. */
    static long number(@Nullable String written, long otherwise) {
        return written != null && written.matches("-?[0-9]{1,18}") ? Long.parseLong(written) : otherwise;
    }

    private Reading reading(Place place, String title, Tx tx, Hourglass hourglass) {
        Rooms rooms = hourglass.rooms();
        Viewer viewer = viewer(hourglass.settings().demonstration());
        Frame frame =
                new Frame(title, place, rooms.mirror().status(tx), rooms.clock().instant(), viewer);
        return new Reading(tx, rooms, hourglass, frame);
    }

    private static Response page(Reading reading, Maker maker) {
        try {
            return response(200, maker.make(reading));
        } catch (NotThere e) {
            return trouble(reading.frame().place(), 404, "Not here", String.valueOf(e.getMessage()));
        }
    }

    private static Response trouble(Place place, int status, String title, String detail) {
        return response(status, new TroublePage(place, title, detail, status == 503));
    }

    private static Response response(int status, TemplateInstance page) {
        Response.ResponseBuilder response = Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(page.render());
        HEADERS.forEach(response::header);
        return response.build();
    }

    private Viewer viewer(boolean demonstration) {
        try {
            Optional<Caller> caller = identity.getIdentity().getPrincipal() instanceof Caller known
                    ? Optional.of(known)
                    : Optional.empty();
            boolean badKey = "unknown-key".equals(request.getParam("session"));
            return new Viewer(caller, badKey && caller.isEmpty(), demonstration);
        } catch (AuthenticationFailedException e) {
            return new Viewer(Optional.empty(), true, demonstration);
        }
    }
}
