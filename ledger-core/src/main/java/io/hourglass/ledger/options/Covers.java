package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is set aside in the books for a party's orders in a series: one reservation of its cash, which takes the place
 * of the one before whenever its orders, its trades or its position change. Under the series' lock.
 */
final class Covers {
    private final Journal journal;
    private final Clock clock;

    Covers(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** What is set aside now. */
    record Reserved(long version, long units, @Nullable UUID pending) {}

    /** Whoever changes what is set aside waits: as whoever matches does. */
    static void lock(Tx tx, OptionSeries series) {
        tx.query("select 1 from hourglass.instrument where id = ? for no key update", row -> true, series.id());
    }

    static Reserved reserved(Tx tx, OptionSeries series, String party) {
        return tx.first(
                        "select version, units, pending from hourglass.option_cover where series = ? and party = ?"
                                + " order by version desc limit 1",
                        row -> new Reserved(
                                row.getLong("version"), row.getLong("units"), row.getObject("pending", UUID.class)),
                        series.id(),
                        party)
                .orElse(new Reserved(0, 0, null));
    }

    /** Sets aside what the party's orders and trades may cost now, which is never more than before. */
    void renew(Tx tx, OptionSeries series, Party party) {
        set(tx, series, party, Cover.of(tx, series, party.name(), null).units());
    }

    /** Gives back all that is set aside, for what follows is paid out of it. */
    void release(Tx tx, OptionSeries series, Party party) {
        set(tx, series, party, 0);
    }

    private void set(Tx tx, OptionSeries series, Party party, long units) {
        if (replace(tx, series, party, units) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException(
                    "what " + party.name() + " may owe for " + series + " is not there: " + reason + ", " + detail);
        }
    }

    /** The books refuse it where the cash is not there. */
    PostResult replace(Tx tx, OptionSeries series, Party party, long units) {
        Reserved before = reserved(tx, series, party.name());
        if (before.units == units) {
            return new PostResult.AlreadyPosted(0);
        }
        long version = before.version + 1;
        String name = series.name() + ":" + party.name() + ":" + version;
        UUID pending = units == 0 ? null : Entry.idOf("option-cover:" + name);
        List<Transfer> transfers = new ArrayList<>();
        if (before.pending != null) {
            transfers.add(new Transfer.Release(before.pending));
        }
        if (pending != null) {
            transfers.add(new Transfer.Reserve(
                    pending, OptionAccounts.cash(party), OptionAccounts.ORDERS, new Amount(Asset.USD, units)));
        }
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        PostResult result = journal.post(tx, Entry.of(new Cause("option-cover", name), day, transfers));
        if (!(result instanceof PostResult.Refused)) {
            tx.run(
                    "insert into hourglass.option_cover (series, party, version, units, pending, made)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    series.id(),
                    party.name(),
                    version,
                    units,
                    pending,
                    clock.instant());
        }
        return result;
    }
}
