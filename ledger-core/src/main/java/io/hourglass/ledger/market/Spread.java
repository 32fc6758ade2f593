package io.hourglass.ledger.market;

import java.time.Instant;

/**
 * Two months of a class's future that trade as one: who buys it buys the near month and sells the far one,
 * at a price that is the near one's less the far one's.
 *
 * <p>Example: {@code H100-SXM-80GB.2026-09.2026-10.S} bought at -$0.0125 buys September at $2.40 and sells
 * October at $2.4125.
 *
 * @param tick micro-dollars per GPU-hour; every price of it, and of its legs, is a multiple
 */
public record Spread(String code, Instrument near, Instrument far, long tick) {

    /** The last instant an order is taken: both months trade. */
    public Instant tradingEnds() {
        return near.tradingEnds().isBefore(far.tradingEnds()) ? near.tradingEnds() : far.tradingEnds();
    }

    /** Whether both months trade now, as far as their instruments say. */
    public boolean open() {
        return near.open() && far.open();
    }
}
