package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.pricing.fund.NetAssetValue;
import io.hourglass.pricing.fund.StreamingFee;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Strikes NAVs and keeps them with what they were made from. */
final class Navs {
    private static final long SECONDS_PER_DAY = 86_400;

    private final Journal journal;
    private final FundAccounts accounts;
    private final Valuation valuation;
    private final Clock clock;

    Navs(Journal journal, FundAccounts accounts, Valuation valuation, Clock clock) {
        this.journal = journal;
        this.accounts = accounts;
        this.valuation = valuation;
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
        store(tx, day, worth, fee(tx, latest, worth.down(), day), snapshot.units);
        return Outcome.done(on(tx, day).orElseThrow());
    }

    /** Units and assets as of one entry of the journal. */
    private record Snapshot(long units, Valuation.Worth worth) {}

    private Snapshot snapshot(Tx tx, LocalDate day) {
        for (int attempt = 0; attempt < 100; attempt++) {
            long before = journal.size(tx);
            Snapshot snapshot = new Snapshot(accounts.outstanding(tx), valuation.worth(tx, day));
            if (journal.size(tx) == before) {
                return snapshot;
            }
        }
        throw new IllegalStateException("the journal does not pause long enough for a NAV");
    }

    private void store(Tx tx, LocalDate day, Valuation.Worth worth, long fee, long units) {
        long net = Math.subtractExact(worth.down(), fee);
        long down = NetAssetValue.perUnitDown(net, units);
        long up = NetAssetValue.perUnitUp(Math.subtractExact(worth.up(), fee), units);
        String provenance =
                worth.provenance().put("feeAccrued", fee).put("units", units).toString();
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

    /** What the manager has earned and not taken: the rate a day since the last NAV, rounded down. */
    private static long fee(Tx tx, Optional<NavView> latest, long gross, LocalDate day) {
        if (latest.isEmpty()) {
            return 0;
        }
        long seconds = SECONDS_PER_DAY * ChronoUnit.DAYS.between(latest.get().day(), day);
        long more = BigInteger.valueOf(gross)
                .multiply(BigInteger.valueOf(FundTerms.on(tx, day).feePpm()))
                .multiply(BigInteger.valueOf(seconds))
                .divide(BigInteger.valueOf(1_000_000L * StreamingFee.SECONDS_PER_YEAR))
                .longValueExact();
        return Math.addExact(latest.get().feeAccrued().units(), more);
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
                usd(row.getLong("gross")),
                usd(row.getLong("fee_accrued")),
                usd(row.getLong("net")),
                new Amount(Asset.HGX, row.getLong("units")),
                row.getLong("down"),
                row.getLong("up"),
                row.getString("provenance"),
                row.getObject("struck", OffsetDateTime.class).toInstant());
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
