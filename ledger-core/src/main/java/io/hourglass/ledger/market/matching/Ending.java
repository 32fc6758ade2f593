package io.hourglass.ledger.market.matching;

/** How an order ended its first pass through the book. */
public enum Ending {
    FILLED,
    RESTS,
    /** It may not rest, and nobody was left within its limit. */
    NOBODY,
    /** A market order, and nobody was left within the protection. */
    PROTECTED,
    /** The next to meet was of the same owner. */
    OWN_ORDER,
    /** Post-only, and it would have taken. */
    WOULD_TAKE,
    /** Fill or kill, and there was not enough. */
    NOT_WHOLE,
    /** It may not rest, and the next trade would have been outside the band. */
    BEYOND_BAND,
    /** An auction takes limit orders only. */
    IN_AUCTION
}
