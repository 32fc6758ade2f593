package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Amount;
import java.util.List;

/** What a rectangle would cost now, by month; the cheapest hours first. */
public record RectangleQuote(Rectangle rectangle, List<Month> months) {

    /**
     * @param needed hours
     * @param missing hours that nobody offers
     * @param cost of those that are offered, rounded up
     */
    public record Month(String series, Amount needed, Amount missing, Amount cost) {}
}
