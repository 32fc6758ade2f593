package io.hourglass.ledger.market.matching;

/** Which of two orders of one beneficial owner goes when they would meet; the newer one decides. */
public enum SelfMatch {
    /** What is left of the newer one. */
    CANCEL_INCOMING,
    /** The one that rests; the newer one goes on to the next. */
    CANCEL_RESTING
}
