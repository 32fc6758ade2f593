package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;

/**
 * What can be traded: the hours of a series ({@code H100-SXM-80GB.us.2027-03}, venue SETTLEMENT)
 * or a futures contract ({@code H100-SXM-80GB.2026-09.F}, venue CLEARING).
 *
 * @param code the asset's code
 * @param id keccak-256 of the code: what orders call their base
 * @param tick micro-dollars per GPU-hour; every price is a multiple
 * @param quantityMax the largest order: µGPU-hours or lots
 * @param tradingEnds the last instant an order is taken
 * @param open whether the chain knows it (its listing is final)
 */
public record Instrument(
        String code, Hash id, Venue venue, long tick, long quantityMax, Instant tradingEnds, boolean open) {

    /** Hours count to the millionth, futures in whole lots. */
    public Asset asset() {
        return new Asset(code, venue == Venue.SETTLEMENT ? 6 : 0);
    }
}
