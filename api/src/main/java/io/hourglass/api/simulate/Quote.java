package io.hourglass.api.simulate;

import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;

/**
 * What an order for a contract has to keep to.
 *
 * @param settlement what the contract was last marked at
 * @param initialMargin of a lot
 * @param tick micro-dollars per GPU-hour
 */
record Quote(Future future, Price settlement, Amount initialMargin, long tick) {
    /** Of the prior settlement price (rulebook §3). */
    private static final int BAND_PERCENT = 20;

    /** The lowest price the band allows. */
    Price low() {
        return new Price(Math.ceilDiv(settlement.micros() - width(), tick) * tick);
    }

    /** The highest price the band allows. */
    Price high() {
        return new Price(Math.floorDiv(settlement.micros() + width(), tick) * tick);
    }

    /** The price on a tick and within the band that is nearest to so many micro-dollars. */
    Price near(long micros) {
        return new Price(Math.clamp(onTick(micros), low().micros(), high().micros()));
    }

    /** The nearest tick, half up; at least one. Micro-dollars. */
    long onTick(long micros) {
        return Math.max(tick, Math.floorDiv(micros + tick / 2, tick) * tick);
    }

    /** Micro-dollars of margin that a lot bought at a price takes: initial margin, and what is lost at once. */
    long marginOfLotAt(Price price) {
        return Math.addExact(
                initialMargin.units(), price.timesLots(1, settlement).units());
    }

    private long width() {
        return settlement.micros() * BAND_PERCENT / 100;
    }
}
