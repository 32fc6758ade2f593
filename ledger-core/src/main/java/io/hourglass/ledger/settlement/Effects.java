package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import java.util.List;

/**
 * What a room does when the chain has spoken: post to the books, move its own rows on. A room
 * ignores what is not its own.
 */
public interface Effects {

    /**
     * An event is final. Called in chain order, in the transaction that moves the mirror's cursor,
     * so it happens exactly once.
     */
    void onFinal(Tx tx, Logged logged);

    /**
     * As {@link #onFinal(Tx, Logged)} for events of one kind that follow each other in a block: a room
     * that books them faster together does so.
     *
     * @param run in chain order, at least one
     */
    default void onFinal(Tx tx, List<Logged> run) {
        run.forEach(logged -> onFinal(tx, logged));
    }

    /**
     * A planned call will not happen: it reverts, or one it waited for was voided. Called in the
     * transaction that voids it: release what was reserved for it.
     *
     * @param intent the id it was planned under
     * @param why the decoded custom error, or what else stopped it
     */
    default void onVoided(Tx tx, String intent, String why) {}
}
