package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a planned call has come: {@code intent deposit:42 · MINED in block 118, attempt 1}.
 *
 * @param after the intents it waits for
 * @param attempts every signed form of it, oldest first
 * @param transaction the attempt that was mined, else the latest one
 * @param block the number of the block it is mined in
 * @param error why it was voided, as the contracts say it
 * @param steps every state it has been in, oldest first: one that a reorg undid comes again
 */
public record IntentView(
        String id,
        String key,
        ChainCall call,
        List<String> after,
        State state,
        List<Attempt> attempts,
        Optional<Hash> transaction,
        Optional<Long> block,
        Optional<String> error,
        Instant planned,
        Instant changed,
        List<Step> steps) {

    /** Where an intent stands; the last two are the end of it. */
    public enum State {
        /** Waits for what it depends on, or for its turn. */
        PLANNED,
        /** Its bytes are stored; they may or may not have reached the node. */
        SIGNED,
        /** The node has taken it. */
        BROADCAST,
        /** In a block that a reorg may still undo. */
        MINED,
        /** In a block that stays. */
        FINAL,
        /** Will not happen. */
        VOIDED
    }

    /**
     * From this moment on it was in this state.
     *
     * @param note the transaction that was mined, or why it failed
     */
    public record Step(State state, Optional<String> note, Instant at) {}

    /**
     * @param number from 1; a later one offers a higher fee for the same nonce, or has another nonce
     *     where that was used up
     */
    public record Attempt(int number, long nonce, Hash transaction, Chain.Fees fees, Instant signed) {}
}
