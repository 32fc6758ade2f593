package io.hourglass.ledger.settlement;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.Chain.Receipt;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.IntentView.State;
import io.hourglass.ledger.settlement.Intents.WaitedFor;
import io.hourglass.ledger.settlement.Intents.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Follows what was sent: into a block, out of it again by a reorg, until the block is final. */
final class Watch {
    /** How often a call that fails, though it would succeed when tried, is made. */
    private static final int NONCES_MAX = 3;

    private final Database database;
    private final Chain chain;
    private final Intents intents;
    private final List<Effects> effects;
    private final LongSupplier turns;
    private @Nullable Seen last;
    private long finalized = -1;

    /**
     * What the chain looked like; when nothing of it has changed, no receipt has.
     *
     * @param turn changes every so often all the same: some nodes answer late
     */
    private record Seen(Head head, Optional<Block> tip, List<String> sent, long turn) {}

    Watch(Database database, Chain chain, Intents intents, List<Effects> effects, LongSupplier turns) {
        this.database = database;
        this.chain = chain;
        this.intents = intents;
        this.effects = effects;
        this.turns = turns;
    }

    /** The furthest block it was told is final, -1 before the first. */
    long finalized() {
        return finalized;
    }

    int doWork() {
        List<Work> open = database.inTx(intents::toWatch);
        if (open.isEmpty()) {
            return 0;
        }
        Head head = chain.head();
        finalized = Math.max(finalized, head.finalized());
        Seen now = new Seen(
                head,
                chain.block(head.latest()),
                open.stream().map(work -> work.id() + work.attempts()).toList(),
                turns.getAsLong());
        if (now.equals(last)) {
            return 0;
        }
        int done = 0;
        Map<Long, Optional<Block>> blocks = new HashMap<>();
        for (Work work : open) {
            done += stays(work, blocks) ? ripen(work, head) : follow(work, receipt(work));
        }
        last = done == 0 ? now : null;
        return done;
    }

    /** Whether the block it was mined in is still the chain's: a header says so, and a receipt may be long. */
    private boolean stays(Work work, Map<Long, Optional<Block>> blocks) {
        Long number = work.block();
        return work.state() == State.MINED
                && number != null
                && blocks.computeIfAbsent(number, chain::block)
                        .filter(block -> block.hash().hex().equals(work.blockHash()))
                        .isPresent();
    }

    private int ripen(Work work, Head head) {
        if (requireNonNull(work.block()) > head.finalized()) {
            return 0;
        }
        return work.error() == null ? end(work, State.FINAL) : endFailed(work);
    }

    /**
     * A failure proves that the call cannot be made only where all it waits for came before it, and it
     * cannot be made now. A reorg can take both away and bring back this one alone; the state it ran on
     * can have been one that it had too little gas for. Then it is made again, with a nonce of its own.
     */
    private int endFailed(Work work) {
        WaitedFor waitedFor = database.inTx(tx -> intents.waitedFor(tx, work, requireNonNull(work.block())));
        return switch (waitedFor) {
            case OPEN -> 0;
            case TOO_LATE -> again(work);
            case CAME_BEFORE -> {
                boolean wouldSucceed = simulate(work) instanceof Simulation.Succeeds;
                yield wouldSucceed && database.inTx(tx -> intents.nonces(tx, work)) < NONCES_MAX
                        ? again(work)
                        : end(work, State.VOIDED);
            }
        };
    }

    private int again(Work work) {
        return database.inTx(tx -> intents.replan(tx, work) ? 1 : 0);
    }

    private int end(Work work, State to) {
        return database.inTx(tx -> {
            if (!intents.end(tx, work, to)) {
                return 0;
            }
            if (to == State.VOIDED) {
                effects.forEach(room -> room.onVoided(tx, work.id(), requireNonNull(work.error())));
            }
            return 1;
        });
    }

    private Optional<Receipt> receipt(Work work) {
        return database.inTx(tx -> intents.hashes(tx, work)).stream()
                .flatMap(attempt -> chain.receipt(attempt).stream())
                .findFirst();
    }

    private int follow(Work work, Optional<Receipt> found) {
        if (found.isEmpty()) {
            return work.state() == State.MINED ? database.inTx(tx -> intents.unmine(tx, work) ? 1 : 0) : 0;
        }
        Receipt receipt = found.get();
        if (receipt.block().hash().hex().equals(work.blockHash())) {
            return 0;
        }
        String error = receipt.succeeded() ? null : failure(work, receipt);
        return database.inTx(tx -> intents.mine(tx, work, receipt, error) ? 1 : 0);
    }

    /** Receipts do not say why: the same call tried now mostly fails for the same reason. */
    private String failure(Work work, Receipt receipt) {
        String where = "failed in block " + receipt.block().number();
        return simulate(work) instanceof Simulation.Reverts(String error) ? error + ", " + where : where;
    }

    private Simulation simulate(Work work) {
        return chain.simulate(work.key(), database.inTx(tx -> intents.call(tx, work)));
    }
}
