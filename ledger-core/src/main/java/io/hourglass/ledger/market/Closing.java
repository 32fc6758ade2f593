package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the price an instrument closes a day at its reference for what follows: the last one made in its own book, of
 * a trade that stands. So what is far from it, and may be an error, is far from where the market was a day before,
 * however long ago its last auction is. Days are those of UTC.
 */
final class Closing {
    private final Database database;
    private final Clock clock;

    /** The last day that everything which trades was closed for; null before this service has looked. */
    private volatile @Nullable LocalDate done;

    Closing(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Closes yesterday, if it is not closed yet. */
    void close() {
        Instant now = clock.instant();
        LocalDate yesterday = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
        if (yesterday.equals(done)) {
            return;
        }
        List<Hash> due = database.inTx(tx -> tx.query(
                "select id from hourglass.instrument where reference is not null and trading_ends >= ?"
                        + " and (closed is null or closed < ?) order by id",
                row -> new Hash(row.getString(1)),
                now,
                yesterday));
        due.forEach(id -> database.inTx(tx -> close(tx, id, yesterday)));
        done = yesterday;
    }

    /** Under the instrument's lock, so that no trade of the day is still on its way into the rows. */
    private static int close(Tx tx, Hash id, LocalDate day) {
        InstrumentRow.lock(tx, Set.of(id));
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return tx.run(
                "update hourglass.instrument set closed = ?, reference = coalesce((select price from hourglass.trade"
                        + " where instrument = ? and " + TradeRow.MADE_IN_BOOK + " and traded < ?"
                        + " and (held_until is null or held_until <= ?) order by sequence desc limit 1), reference)"
                        + " where id = ? and (closed is null or closed < ?)",
                day,
                id,
                end,
                end,
                id,
                day);
    }
}
