package io.hourglass.ledger.market.matching;

/** How an order wants to be filled; its limit is never passed, whatever it is. */
public enum OrderType {
    /** Takes what is there and rests with the rest, until it is cancelled or its last second passes. */
    LIMIT(true),
    /** Rests or is cancelled: it never takes. */
    POST_ONLY(true),
    /** Takes what is there within the instrument's protection from the best price; the rest is cancelled. */
    MARKET(false),
    /** Takes what is there within its limit; the rest is cancelled. */
    IMMEDIATE_OR_CANCEL(false),
    /** All at once, or nothing. */
    FILL_OR_KILL(false);

    private final boolean rests;

    OrderType(boolean rests) {
        this.rests = rests;
    }

    /** Whether it may stand in the book. */
    public boolean rests() {
        return rests;
    }
}
