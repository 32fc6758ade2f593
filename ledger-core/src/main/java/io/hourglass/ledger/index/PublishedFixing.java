package io.hourglass.ledger.index;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What was published for an index and day: a fixing, or a gap that says why.
 *
 * @param number 1, or which correction of the day it is
 * @param value empty on a gap
 * @param band micro-dollars per GPU-hour
 * @param basis which rung of the fallback ladder it stands on; empty on a gap
 * @param gap why there is no value
 * @param leaveOneOut micro-dollars per GPU-hour the fixing would at most move without one provider
 * @param effectiveProviders in thousandths: that many equal providers would be as concentrated
 * @param costToMove micro-dollars a day it would take to move the fixing by 1 %, a proxy
 * @param receipts the digest of the document it can be computed from again
 */
public record PublishedFixing(
        IndexName index,
        LocalDate day,
        Status status,
        int number,
        Optional<Price> value,
        long band,
        Optional<Basis> basis,
        List<String> gap,
        int providers,
        int offers,
        long leaveOneOut,
        int effectiveProviders,
        long costToMove,
        String methodology,
        Hash receipts,
        Instant published) {
    public PublishedFixing {
        gap = List.copyOf(gap);
    }

    /** How sure it is. */
    public enum Status {
        /** At 20:00 UTC of its day. */
        PROVISIONAL,
        /** One business day later; never restated. */
        FINAL,
        /** What the final should have been, for the record; settlement does not use it. */
        CORRECTION
    }
}
