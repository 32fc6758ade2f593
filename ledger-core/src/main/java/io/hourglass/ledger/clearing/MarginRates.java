package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SetInitialMargin;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/**
 * Sets what a lot takes as initial margin: at its listing, and anew with each day's mark. The books ask it
 * from then on; the contract asks the same once the call that follows the mark and every trade matched before it is
 * there, and until then the books ask the larger of both, so that no order stands here that the contract would not take.
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

    /** From a day's settlement price, or the listing's. */
    void set(Tx tx, FutureRow future, Price price, LocalDate day) {
        MarginRate rate = reference.marginRate(tx, future.future(), price, day);
        tx.run(
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
                "margin-rate:" + future.name + ":" + day,
                clock.instant());
        announce(tx, future);
    }

    /** Contracts whose latest rate is not the chain's yet. */
    static List<String> unannounced(Tx tx) {
        return tx.query("""
                        select f.id from hourglass.future f cross join lateral (select units from hourglass.margin_rate
                            where future = f.id order by effective desc limit 1) r
                        where f.state in ('LISTED', 'SETTLING') and f.chain_margin is distinct from r.units
                        """, row -> row.getString(1));
    }

    /** Whether a rate is planned and not on the chain yet. */
    static boolean areUnderWay(Tx tx) {
        return tx.first(
                        "select 1 from hourglass.intent where state in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')"
                                + " and starts_with(id, 'margin-rate:') limit 1",
                        row -> true)
                .isPresent();
    }

    /**
     * Has the contract ask the latest rate, once every trade that was matched under the one before is settled or
     * voided: what stood when it was matched is not refused for a rate that came later. Safe to repeat.
     */
    int announce(Tx tx, FutureRow future) {
        return tx.first(
                        """
                        select r.effective, r.units, r.intent from hourglass.margin_rate r where r.future = ?
                            and r.effective = (select max(effective) from hourglass.margin_rate where future = r.future)
                            and not exists (select 1 from hourglass.settling_trade t
                                where t.instrument = r.future and t.traded <= r.made)
                        """,
                        row -> new Unsent(
                                row.getObject("effective", LocalDate.class),
                                row.getLong("units"),
                                row.getString("intent")),
                        future.id)
                .filter(rate -> outbox.find(tx, rate.intent()).isEmpty())
                .map(rate -> plan(tx, future, rate))
                .orElse(0);
    }

    private record Unsent(LocalDate effective, long units, String intent) {}

    private int plan(Tx tx, FutureRow future, Unsent rate) {
        String after = Marks.on(tx, future, rate.effective(), MarkCycle.EVENING)
                .map(mark -> mark.intent)
                .orElse(Listing.INTENT + future.name);
        SetInitialMargin call = new SetInitialMargin(future.future().id(), rate.units());
        outbox.plan(tx, rate.intent(), "clearer", call, List.of(after));
        return 1;
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
