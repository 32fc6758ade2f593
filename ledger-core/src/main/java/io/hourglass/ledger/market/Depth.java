package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Price;
import java.util.List;

/** Both sides of a book, best first. */
public record Depth(List<Level> bids, List<Level> asks) {
    /** @param quantity µGPU-hours or lots of all orders at the price */
    public record Level(Price price, long quantity, int orders) {}
}
