package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A listed contract.
 *
 * @param initialMargin a lot
 * @param settlement the latest settlement price, or the reference it was listed with
 * @param marked the day of that mark; null before the first
 * @param openInterest lots held long, as many as are short
 */
public record FutureView(
        Future future,
        State state,
        Amount initialMargin,
        Price settlement,
        @Nullable LocalDate marked,
        long openInterest) {

    /** The life of a contract. */
    public enum State {
        LISTING,
        LISTED,
        SETTLING,
        SETTLED,
        VOIDED
    }
}
