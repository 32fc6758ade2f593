package io.hourglass.ledger.book;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time business goes by, in UTC: the system's, or an instant frozen in the database that only
 * ever moves forward. A demonstration or a test drives days and months with it.
 */
public final class BusinessClock extends Clock {
    private final AtomicReference<@Nullable Instant> frozen = new AtomicReference<>();
    private final ZoneId zone;

    public BusinessClock() {
        this(ZoneOffset.UTC);
    }

    private BusinessClock(ZoneId zone) {
        this.zone = zone;
    }

    /** Takes up what the database says: another instance may have advanced the time. */
    public Instant refresh(Tx tx) {
        stored(tx).ifPresent(this::show);
        return instant();
    }

    /** Freezes the time here unless it is frozen already; returns the instant that holds. */
    public Instant freeze(Tx tx, Instant at) {
        tx.run("insert into hourglass.business_clock (instant) values (?) on conflict do nothing", at);
        Instant holds = stored(tx).orElse(at);
        showOnCommit(tx, holds);
        return holds;
    }

    /** Moves a frozen clock forward; refuses to go back. */
    public Outcome<Instant> advanceTo(Tx tx, Instant to) {
        var now = tx.first(
                "select instant from hourglass.business_clock for update",
                row -> row.getObject(1, OffsetDateTime.class).toInstant());
        if (now.isEmpty()) {
            return Outcome.refused(BookRefusal.CLOCK_NOT_FROZEN, "the clock follows the system's: freeze it first");
        }
        if (to.isBefore(now.get())) {
            return Outcome.refused(
                    BookRefusal.CLOCK_GOES_BACK, "it is " + now.get() + " already, " + to + " has passed");
        }
        tx.run("update hourglass.business_clock set instant = ?", to);
        showOnCommit(tx, to);
        return Outcome.done(to);
    }

    @Override
    public Instant instant() {
        Instant at = frozen.get();
        return at == null ? Instant.now() : at;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return other.equals(zone)
                ? this
                : Clock.offset(this, java.time.Duration.ZERO).withZone(other);
    }

    private static java.util.Optional<Instant> stored(Tx tx) {
        return tx.first("select instant from hourglass.business_clock", row -> row.getObject(1, OffsetDateTime.class)
                .toInstant());
    }

    private void showOnCommit(Tx tx, Instant at) {
        tx.session().getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    show(at);
                }
            }
        });
    }

    private void show(Instant at) {
        frozen.updateAndGet(before -> before == null || before.isBefore(at) ? at : before);
    }
}
