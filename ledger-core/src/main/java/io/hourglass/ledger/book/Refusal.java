package io.hourglass.ledger.book;

import java.util.Locale;

/**
 * A reason to refuse a request. Each room has one enum of them, in order of precedence; the reason
 * names its HTTP status and problem slug once, here.
 */
public interface Refusal {
    String name();

    /** The HTTP status it is answered with: 400, 403, 404, 409, 422 or 503. */
    int status();

    /** The problem type's last path segment: {@code over-cap} of {@code OVER_CAP}. */
    default String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
