package io.hourglass.ledger.market.matching;

/** What a book does with the orders that come. */
public enum Phase {
    /** Gathers them for the first price. */
    OPENING,
    /** Matches each as it comes. */
    CONTINUOUS,
    /** Gathers them, because the next trade would have been outside the band. */
    PROTECTIVE;

    public boolean gathers() {
        return this != CONTINUOUS;
    }
}
