package io.hourglass.ledger.book;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is pending, or was, while a set is evaluated. */
final class Reservation {
    final Standing from;
    final Standing to;
    final long units;
    final @Nullable Instant expires;
    State state;

    /** A pending transfer ends once, in one of three ways. */
    enum State {
        PENDING,
        POSTED,
        RELEASED,
        EXPIRED
    }

    Reservation(Standing from, Standing to, long units, @Nullable Instant expires, State state) {
        this.from = from;
        this.to = to;
        this.units = units;
        this.expires = expires;
        this.state = state;
    }

    boolean due(Instant now) {
        return expires != null && !expires.isAfter(now);
    }
}
