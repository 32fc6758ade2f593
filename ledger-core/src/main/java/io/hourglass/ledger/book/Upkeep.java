package io.hourglass.ledger.book;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger needs done as time passes: reservations whose moment has come are given back, the
 * segments that come next are opened, and once a day, or when it grew by {@value #GROWTH} entries and
 * by as many as there are accounts, its balances are kept, so that earlier ones are not added up from the beginning.
 */
public final class Upkeep {
    private static final int EXPIRIES_MAX = 1000;
    private static final long GROWTH = 100_000;
    private static final Duration REST = Duration.ofSeconds(1);

    private final Database database;
    private final Journal journal;
    private final InstantSource clock;
    private Instant next = Instant.MIN;

    /** @param clock the system's: reservations go by when entries are recorded */
    public Upkeep(Database database, Journal journal, InstantSource clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
    }

    /** One turn, at most once a second unless more has expired than fits one; answers how much it did. */
    public int doWork() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return 0;
        }
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        int did = database.inTx(journal::openSegments) + snapshot(today);
        int expired = database.inTx(tx -> journal.expire(tx, EXPIRIES_MAX));
        if (expired < EXPIRIES_MAX) {
            next = now.plus(REST);
        }
        return did + expired;
    }

    private int snapshot(LocalDate today) {
        return database.inTx(tx -> {
            if (!due(tx, today)) {
                return 0;
            }
            journal.takeSnapshot(tx);
            return 1;
        });
    }

    /** Asks the books, not this object: a restart, or a second instance, is no reason for another snapshot. */
    private boolean due(Tx tx, LocalDate today) {
        return tx.first(
                        """
                        select l.size - s.sequence as grown, e.recorded,
                            (select reltuples::bigint from pg_class where oid = 'hourglass.standing'::regclass) as accounts
                        from hourglass.ledger l
                            cross join lateral (select coalesce(max(sequence), 0) as sequence
                                from hourglass.balance_snapshot where ledger = l.id) s
                            left join hourglass.entry e on e.ledger = l.id and e.sequence = s.sequence
                        where l.id = ?
                        """,
                        row -> due(
                                row.getLong("grown"),
                                row.getLong("accounts"),
                                row.getObject("recorded", OffsetDateTime.class),
                                today),
                        journal.ledger())
                .orElse(false);
    }

    /**
     * @param accounts as many as a snapshot has rows, about
     * @param last when the last entry of the latest snapshot was recorded; null without a snapshot
     */
    private static boolean due(long grown, long accounts, @Nullable OffsetDateTime last, LocalDate today) {
        return grown >= Math.max(GROWTH, accounts)
                || (grown > 0 && (last == null || day(last).isBefore(today)));
    }

    private static LocalDate day(OffsetDateTime moment) {
        return LocalDate.ofInstant(moment.toInstant(), ZoneOffset.UTC);
    }
}
