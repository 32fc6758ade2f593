package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can be traded: the hours of a series ({@code H100-SXM-80GB.us.2027-03}, venue SETTLEMENT), a
 * futures contract ({@code H100-SXM-80GB.2026-09.F}, venue CLEARING) or an option on a month's mean price
 * ({@code H100-SXM-80GB.2026-09.C2500-5000}, venue OPTIONS).
 *
 * @param code the asset's code
 * @param id keccak-256 of the code: what orders call their base
 * @param tick micro-dollars per GPU-hour; every price is a multiple
 * @param quantityMax the largest order: µGPU-hours or lots
 * @param tradingEnds the last instant an order is taken
 * @param open whether the chain knows it (its listing is final)
 * @param phase whether its orders are matched as they come, or gather for one price
 * @param uncrosses when what has gathered is traded; null while nothing gathers
 * @param reference what it closed the last day at, or the price of an auction since; of the first trade before there was
 *     either; null before all
 */
public record Instrument(
        String code,
        Hash id,
        Venue venue,
        long tick,
        long quantityMax,
        Instant tradingEnds,
        boolean open,
        Phase phase,
        @Nullable Instant uncrosses,
        @Nullable Price reference) {

    /** One that nobody traded yet. */
    public Instrument(
            String code, Hash id, Venue venue, long tick, long quantityMax, Instant tradingEnds, boolean open) {
        this(code, id, venue, tick, quantityMax, tradingEnds, open, Phase.CONTINUOUS, null, null);
    }

    /** Hours count to the millionth, futures and options in whole lots. */
    public Asset asset() {
        return new Asset(code, venue == Venue.SETTLEMENT ? 6 : 0);
    }

    Instrument gathering(Phase gathers, Instant until) {
        return after(gathers, until, reference);
    }

    /** As its book has left it. */
    Instrument after(Phase then, @Nullable Instant until, @Nullable Price price) {
        return new Instrument(code, id, venue, tick, quantityMax, tradingEnds, open, then, until, price);
    }

    /** What the engine calls a price that is a multiple of the tick. */
    long ticks(Price price) {
        return price.micros() / tick;
    }

    Price price(long ticks) {
        return new Price(Math.multiplyExact(ticks, tick));
    }
}
