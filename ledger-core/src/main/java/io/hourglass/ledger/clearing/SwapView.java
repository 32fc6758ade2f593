package io.hourglass.ledger.clearing;

import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A swap as its two sides know it: one pays the fixed price, the other each month's average. Amounts are what the
 * fixed payer receives (positive) or pays; the other side's are their negatives.
 *
 * @param agreed what was agreed, and how far it has come
 * @param settled of the months that are over
 * @param value of the others, at their latest marks
 */
public record SwapView(ProposalView agreed, List<Month> months, Amount settled, Amount value) {
    public SwapView {
        months = List.copyOf(months);
    }

    /**
     * A month of it.
     *
     * @param average of the final fixings so far, half-even to $0.0001; null before the first
     * @param fixedDays final fixings so far, of the month's business days
     * @param price what it has settled at, or is marked at: before any mark, what it was listed with
     * @param settled whether the month is over and paid
     * @param amount lots × 730 × (price less the fixed price)
     */
    public record Month(
            Future future,
            @Nullable Price average,
            int fixedDays,
            int days,
            Price price,
            boolean settled,
            Amount amount) {}
}
