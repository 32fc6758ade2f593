package io.hourglass.ledger.mirror;

/** How sure it is that a transaction stays on the chain. */
public enum Level {
    /** In a block; a reorg may still take it away. */
    SEEN,
    /** In a block most validators have voted for. */
    SAFE,
    /** In a block that stays, and in the books. */
    FINAL
}
