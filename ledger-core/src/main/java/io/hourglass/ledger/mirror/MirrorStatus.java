package io.hourglass.ledger.mirror;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Head;
import java.util.Optional;

/**
 * Where the mirror stands: {@code FOLLOWING, block 402 seen, 398 in the books, 0 behind}.
 *
 * @param seen the last block stored
 * @param booked the last block whose events are in the books
 * @param bookedHash its hash
 * @param head what the node last said
 * @param halted why it stopped, if it did; an operator must let it go on
 */
public record MirrorStatus(long seen, long booked, Hash bookedHash, Head head, Optional<String> halted) {
    /** Blocks the node has and the mirror has not. */
    public long lag() {
        return Math.max(0, head.latest() - seen);
    }

    /** Final blocks the books do not have yet. */
    public long finalLag() {
        return Math.max(0, head.finalized() - booked);
    }
}
