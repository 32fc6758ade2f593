package io.hourglass.api.service;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Reads a small body where it arrives, before a worker takes the request: a worker that reads it piece by piece
 * shares a lock with the loop that all other requests of its connections come through. Larger ones are read so.
 */
@ApplicationScoped
final class SmallBodies {
    private static final int BYTES_MAX = 64 * 1024;
    private static final int DIGITS_MAX = 6;

    void read(@Observes Router router) {
        BodyHandler whole = BodyHandler.create(false).setBodyLimit(BYTES_MAX);
        router.route("/api/*").order(0).handler(context -> {
            if (isSmall(context.request())) {
                whole.handle(context);
            } else {
                context.next();
            }
        });
    }

    private static boolean isSmall(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.matches("[0-9]{1," + DIGITS_MAX + "}") && Integer.parseInt(length) <= BYTES_MAX;
    }
}
