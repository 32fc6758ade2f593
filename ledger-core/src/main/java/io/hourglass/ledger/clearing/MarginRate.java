package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;

/**
 * Initial margin of a lot from a day on, and what it was made from: the larger of the two-day move with its
 * buffer and the launch stress, of the price, for the part of the month that is not fixed (rulebook §3).
 *
 * <p>Example: 20 % of $2.40 × 730 hours with nothing fixed is $350.40.
 *
 * @param effective the day of the mark, or of the listing
 * @param initial a lot's
 * @param price settlement price of the day
 * @param moveMillionths the 99 % two-day move with its buffer, as a share of the price
 * @param stressMillionths the launch stress, as a share of the price
 * @param fixings the move was measured on
 * @param fixedDays days of the contract month that are fixed
 * @param monthDays fixing days of the contract month
 */
public record MarginRate(
        Future future,
        LocalDate effective,
        Amount initial,
        Price price,
        long moveMillionths,
        long stressMillionths,
        int fixings,
        int fixedDays,
        int monthDays) {

    Weight weight() {
        return new Weight(fixedDays, monthDays);
    }
}
