package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;

/**
 * Lots of a member that can be closed against an estate's now: what the chain says it holds, and what trades on
 * their way leave of it, whichever is less.
 *
 * @param lots positive where it is long
 * @param paid what marks have paid it (positive) or taken: who gained most is asked first
 */
public record Closable(String party, long lots, Amount paid) {}
