package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;

/**
 * What a room does when an event of the chain is final: post it to the books, move its own rows on.
 *
 * <p>Called in chain order, in the transaction that stores the event and moves the cursor, so it
 * happens exactly once. A room ignores the events that are not its own.
 */
public interface Effects {
    void onFinal(Tx tx, Logged logged);
}
