package io.hourglass.ledger.settlement;

/** Which of a day's two marks, in the order of the day and of the contract's enum. */
public enum MarkCycle {
    /** What the future trades at by then; a future that did not trade since the evening before has none. */
    MIDDAY,
    /** The day's settlement price. */
    EVENING
}
