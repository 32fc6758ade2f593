package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.TradeLimitsSet;
import java.time.Instant;

/**
 * What the manager may trade for the fund, as the chain has it: nothing, until the governor says how much.
 *
 * @param lots of one order at most
 * @param held lots of one contract at most; none is sold short
 * @param coolOffSeconds between two orders in one contract
 * @param bandPpm how far past the last price an order may go, millionths
 * @param margin micro-dollars at Clearing at most
 */
public record TradeLimits(long lots, long held, long coolOffSeconds, long bandPpm, long margin) {
    static final TradeLimits NONE = new TradeLimits(0, 0, 0, 0, 0);

    private static final long MILLION = 1_000_000;

    static TradeLimits latest(Tx tx) {
        return tx.first(
                        "select * from hourglass.fund_limits order by turn desc limit 1",
                        row -> new TradeLimits(
                                row.getLong("lots"),
                                row.getLong("held"),
                                row.getLong("cool_off"),
                                row.getLong("band_ppm"),
                                row.getLong("margin")))
                .orElse(NONE);
    }

    static void set(Tx tx, Logged logged, TradeLimitsSet event) {
        tx.run(
                "insert into hourglass.fund_limits (transaction, log_index, turn, lots, held, cool_off, band_ppm,"
                        + " margin, since) values (?, ?, nextval('hourglass.fund_turn'), ?, ?, ?, ?, ?, ?)",
                logged.transaction(),
                logged.logIndex(),
                event.lots(),
                event.held(),
                event.coolOff(),
                event.band(),
                event.margin(),
                Instant.ofEpochSecond(logged.block().timestamp()));
    }

    /** The worst price of an order, micro-dollars per GPU-hour: a buyer's highest, a seller's lowest, on tick. */
    long worst(boolean buy, long last, long tick) {
        long width = Math.multiplyExact(last, bandPpm) / MILLION;
        return buy ? Math.floorDiv(last + width, tick) * tick : Math.ceilDiv(last - width, tick) * tick;
    }
}
