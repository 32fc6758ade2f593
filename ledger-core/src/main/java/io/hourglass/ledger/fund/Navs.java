package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.pricing.fund.NetAssetValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Strikes NAVs and keeps them with what they were made from. */
final class Navs {
    private final Journal journal;
    private final FundAccounts accounts;
    private final Valuation valuation;
    private final Fees fees;
    private final Clock clock;

    Navs(Journal journal, FundAccounts accounts, Valuation valuation, Fees fees, Clock clock) {
        this.journal = journal;
        this.accounts = accounts;
        this.valuation = valuation;
        this.fees = fees;
        this.clock = clock;
    }

    Outcome<NavView> strike(Tx tx, LocalDate day) {
        alone(tx);
        Optional<NavView> there = on(tx, day);
        if (there.isPresent()) {
            return Outcome.done(there.get());
        }
        Optional<NavView> latest = latest(tx);
        if (latest.isPresent() && !day.isAfter(latest.get().day())) {
            return Outcome.refused(
                    FundRefusal.DAY_NOT_AFTER, "the NAV of " + latest.get().day() + " is struck already");
        }
        Snapshot snapshot = snapshot(tx, day);
        if (snapshot.units == 0) {
            return Outcome.refused(FundRefusal.NO_UNITS, "the fund has no units: the manager creates the first");
        }
        Valuation.Worth worth = snapshot.worth;
        if (worth.missing().isPresent()) {
            return Outcome.refused(FundRefusal.NO_PRICE, worth.missing().get() + " has no final price of " + day);
        }
        store(tx, day, worth, snapshot.fee, snapshot.units);
        return Outcome.done(on(tx, day).orElseThrow());
    }

    /** Units and assets as of one entry of the journal, and the fee that is not among the units yet. */
    private record Snapshot(long units, Valuation.Worth worth, Fees.Accrued fee) {}

    private Snapshot snapshot(Tx tx, LocalDate day) {
        for (int attempt = 0; attempt < 100; attempt++) {
            long before = journal.size(tx);
            Snapshot snapshot = new Snapshot(accounts.outstanding(tx), valuation.worth(tx, day), fees.accrued(tx));
            if (journal.size(tx) == before) {
                return snapshot;
            }
        }
        throw new IllegalStateException("the journal does not pause long enough for a NAV");
    }

    /** Who leaves is paid after a fee rounded up, who comes pays for units before one rounded down. */
    private void store(Tx tx, LocalDate day, Valuation.Worth worth, Fees.Accrued accrued, long units) {
        long fee = accrued.fee().cashUp(worth.down(), accrued.seconds());
        long least = accrued.fee().cashDown(worth.up(), accrued.seconds());
        long net = Math.subtractExact(worth.down(), fee);
        long down = NetAssetValue.perUnitDown(net, units);
        long up = NetAssetValue.perUnitUp(Math.subtractExact(worth.up(), least), units);
        String provenance = worth.provenance()
                .put("feeAccrued", fee)
                .put("feeRate", accrued.fee().ratePpm())
                .put("feeSeconds", accrued.seconds())
                .put("units", units)
                .toString();
        tx.run(
                "insert into hourglass.nav (day, turn, gross, fee_accrued, net, units, down, up, provenance, struck)"
                        + " values (?, nextval('hourglass.fund_turn'), ?, ?, ?, ?, ?, ?, ?::jsonb, ?)",
                day,
                worth.down(),
                fee,
                net,
                units,
                down,
                up,
                provenance,
                clock.instant());
    }

    /** The day the next NAV can be struck for, if there is one. */
    Optional<LocalDate> due(Tx tx) {
        if (accounts.outstanding(tx) == 0) {
            return Optional.empty();
        }
        List<Series> held = journal.balances(tx, FundAccounts.HOURS).stream()
                .filter(balance -> balance.posted().isPositive())
                .map(Balance::posted)
                .map(amount -> Series.parse(amount.asset().code()))
                .toList();
        Optional<LocalDate> last = latest(tx).map(NavView::day);
        return valuation.latestDay(tx, held).filter(day -> last.isEmpty() || day.isAfter(last.get()));
    }

    Optional<NavView> on(Tx tx, LocalDate day) {
        return tx.first("select * from hourglass.nav where day = ?", Navs::view, day);
    }

    Optional<NavView> latest(Tx tx) {
        return tx.first("select * from hourglass.nav order by day desc limit 1", Navs::view);
    }

    List<NavView> all(Tx tx) {
        return tx.query("select * from hourglass.nav order by day", Navs::view);
    }

    /** One NAV at a time. */
    private static void alone(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('fund:nav', 0))", row -> 0);
    }

    private static NavView view(ResultSet row) throws SQLException {
        return new NavView(
                row.getObject("day", LocalDate.class),
                FundAccounts.usd(row.getLong("gross")),
                FundAccounts.usd(row.getLong("fee_accrued")),
                FundAccounts.usd(row.getLong("net")),
                FundAccounts.hgx(row.getLong("units")),
                row.getLong("down"),
                row.getLong("up"),
                row.getString("provenance"),
                row.getObject("struck", OffsetDateTime.class).toInstant());
    }
}
