package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What the fund and its units are worth at a day's prices.
 *
 * @param gross positions and cash
 * @param feeAccrued management fee accrued and not taken yet
 * @param net gross less fee
 * @param units outstanding
 * @param down micro-dollars a whole unit, rounded down: what redemptions get
 * @param up micro-dollars a whole unit, rounded up: what creations pay
 * @param provenance canonical JSON: each position with its amount, price and where that is from
 * @param struck when, by business time
 */
public record NavView(
        LocalDate day,
        Amount gross,
        Amount feeAccrued,
        Amount net,
        Amount units,
        long down,
        long up,
        String provenance,
        Instant struck) {

    /** The published figure, dollars a whole unit: what redemptions get. */
    public Amount perUnit() {
        return new Amount(net.asset(), down);
    }
}
