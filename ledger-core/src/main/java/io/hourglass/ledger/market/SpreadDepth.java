package io.hourglass.ledger.market;

import io.hourglass.ledger.money.PriceDifference;
import java.util.List;

/** Both sides of a spread's book, best first. */
public record SpreadDepth(List<Level> bids, List<Level> asks) {
    /** @param quantity lots of all orders at the price */
    public record Level(PriceDifference price, long quantity, int orders) {}
}
