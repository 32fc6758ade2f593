package io.hourglass.ledger.options;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import org.jspecify.annotations.Nullable;

/**
 * A listed option.
 *
 * @param largestPayout of a lot: what is held of whoever is short of it
 * @param openInterest lots held long, as many as are short
 * @param settled what the future settled at; null before
 * @param payout of a lot; null before
 */
public record OptionView(
        OptionSeries series,
        State state,
        Amount largestPayout,
        long openInterest,
        @Nullable Price settled,
        @Nullable Amount payout) {

    /** The life of a series. */
    public enum State {
        LISTING,
        LISTED,
        SETTLED,
        VOIDED
    }
}
