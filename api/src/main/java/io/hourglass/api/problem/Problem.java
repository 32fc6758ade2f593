package io.hourglass.api.problem;

import io.hourglass.ledger.book.Refusal;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/**
 * A problem as RFC 9457 writes it.
 *
 * @param type a reference that ends in the slug programs act on, {@code /problems/over-cap}
 * @param title the slug in words
 * @param status HTTP status
 * @param detail one sentence: what was asked, what there is, what to do next
 */
public record Problem(String type, String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int AGAIN = 503;
    private static final int RETRY_SECONDS = 1;

    public static Problem of(int status, String slug, String detail) {
        String words = slug.replace('-', ' ');
        return new Problem(
                "/problems/" + slug,
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                status,
                detail);
    }

    public static Problem of(Refusal reason, String detail) {
        return of(reason.status(), reason.slug(), detail);
    }

    /** What may be asked again says when. */
    public Response response() {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(this);
        return (status == AGAIN ? response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS) : response).build();
    }
}
