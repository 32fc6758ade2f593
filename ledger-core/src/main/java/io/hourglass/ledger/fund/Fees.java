package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.FeeAccrued;
import io.hourglass.ledger.settlement.ChainEvent.FeeSet;
import io.hourglass.pricing.fund.StreamingFee;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The management fee as the chain has it: made in units, by anyone's call, and before units come and
 * go. What has accrued since is a claim on the fund's assets, which a NAV takes off.
 */
final class Fees {
    private static final long YEAR = StreamingFee.SECONDS_PER_YEAR;

    private final Clock clock;

    Fees(Clock clock) {
        this.clock = clock;
    }

    /** What is in force since the latest event; the rate accrues from {@code until} on. */
    private record Last(long rate, Instant until) {}

    /** The fee not made in units yet, as of now. */
    record Accrued(StreamingFee fee, long seconds) {}

    /** Nothing accrues before there are units to inflate. */
    Accrued accrued(Tx tx) {
        Optional<Last> last = last(tx);
        long seconds = last.map(
                        one -> Duration.between(one.until, clock.instant()).toSeconds())
                .orElse(0L);
        return new Accrued(
                new StreamingFee(last.map(Last::rate).orElseGet(() -> launchRate(tx)), FundTerms.FEE_CAP_PPM),
                Math.clamp(seconds, 0, YEAR));
    }

    void accrued(Tx tx, Logged logged, FeeAccrued event) {
        long rate = last(tx).map(Last::rate).orElseGet(() -> launchRate(tx));
        store(tx, logged, event.units(), rate, event.until());
    }

    void set(Tx tx, Logged logged, FeeSet event) {
        store(tx, logged, 0, event.rate(), event.since());
    }

    private static void store(Tx tx, Logged logged, long units, long rate, long until) {
        tx.run(
                "insert into hourglass.fund_fee (transaction, log_index, turn, units, rate_ppm, accrued_until)"
                        + " values (?, ?, nextval('hourglass.fund_turn'), ?, ?, ?)",
                logged.transaction(),
                logged.logIndex(),
                units,
                rate,
                Instant.ofEpochSecond(until));
    }

    private static Optional<Last> last(Tx tx) {
        return tx.first(
                "select rate_ppm, accrued_until from hourglass.fund_fee order by turn desc limit 1",
                row -> new Last(
                        row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()));
    }

    private long launchRate(Tx tx) {
        return FundTerms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .feePpm();
    }

    FeeView view(Tx tx) {
        Accrued now = accrued(tx);
        long taken = tx.first("select coalesce(sum(units), 0) from hourglass.fund_fee", row -> row.getLong(1))
                .orElse(0L);
        return new FeeView(
                now.fee.ratePpm(), now.fee.capPpm(), last(tx).map(Last::until).orElse(null), FundAccounts.hgx(taken));
    }
}
