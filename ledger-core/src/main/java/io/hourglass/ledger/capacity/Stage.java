package io.hourglass.ledger.capacity;

/** How far something that needs the chain has come. */
public enum Stage {
    /** Asked for; its call is planned. */
    PLANNED,
    /** Its event is final. */
    FINAL,
    /** It will not happen; the reason stands beside it. */
    VOIDED
}
