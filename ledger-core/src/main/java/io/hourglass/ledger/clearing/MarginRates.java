package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SetInitialMargin;
import io.hourglass.ledger.settlement.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/**
 * Sets what a lot takes as initial margin: at its listing, and anew with each day's mark. The books ask it
 * from then on; the contract asks the same once the call that follows the mark is there, and until then the
 * books ask the larger of both, so that no order stands here that the contract would not take.
 */
final class MarginRates {
    private final Outbox outbox;
    private final Reference reference;
    private final Clock clock;

    MarginRates(Outbox outbox, Reference reference, Clock clock) {
        this.outbox = outbox;
        this.reference = reference;
        this.clock = clock;
    }

    /** @param after the intents that go to the chain before it: the listing, or the mark it is made of */
    void set(Tx tx, FutureRow future, Price price, LocalDate day, List<String> after) {
        MarginRate rate = reference.marginRate(tx, future.future(), price, day);
        String intent = "margin-rate:" + future.name + ":" + day;
        int written = tx.run(
                "insert into hourglass.margin_rate (future, effective, units, price, move, stress, fixings, fixed_days,"
                        + " month_days, intent, made) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                future.id,
                day,
                rate.initial().units(),
                price.micros(),
                rate.moveMillionths(),
                rate.stressMillionths(),
                rate.fixings(),
                rate.fixedDays(),
                rate.monthDays(),
                intent,
                clock.instant());
        if (written == 1) {
            outbox.plan(
                    tx,
                    intent,
                    "clearer",
                    new SetInitialMargin(future.future().id(), rate.initial().units()),
                    after);
        }
    }

    /** What is asked now. */
    static MarginRate latest(Tx tx, FutureRow future) {
        return tx.first(
                        "select * from hourglass.margin_rate where future = ? order by effective desc limit 1",
                        row -> read(future, row),
                        future.id)
                .orElseThrow();
    }

    /** All there were of a contract, oldest first. */
    static List<MarginRate> all(Tx tx, FutureRow future) {
        return tx.query(
                "select * from hourglass.margin_rate where future = ? order by effective",
                row -> read(future, row),
                future.id);
    }

    private static MarginRate read(FutureRow future, ResultSet row) throws SQLException {
        return new MarginRate(
                future.future(),
                row.getObject("effective", LocalDate.class),
                new Amount(Asset.USD, row.getLong("units")),
                new Price(row.getLong("price")),
                row.getLong("move"),
                row.getLong("stress"),
                row.getInt("fixings"),
                row.getInt("fixed_days"),
                row.getInt("month_days"));
    }
}
