package io.hourglass.ledger.mirror;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.mirror.Blocks.Cursor;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Seen;
import io.hourglass.ledger.settlement.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the database's picture of the chain: stores every block and event as soon as it is seen,
 * undoes what a reorg takes away, and lets the rooms book what is final.
 *
 * <p>A reorg beyond finality cannot be undone, because the books have acted on it: the mirror halts
 * and says so. Once an operator has put the node right, {@link #resume} lets it go on; if the chain
 * still contradicts the books it halts again.
 *
 * <p>Several instances may run: blocks are stored under one lock and booked under another, the cursor's
 * row, and only if the cursor is still where the change starts from.
 */
public final class Mirror {
    /** Most blocks asked for, stored or booked at once. */
    private static final int REACH_MAX = 32;

    private final Database database;
    private final Chain chain;
    private final List<Effects> effects;
    private final Blocks blocks = new Blocks();
    private volatile @Nullable String trouble;
    private volatile int reach = REACH_MAX;

    /** @param effects the rooms, in the order they hear of an event */
    public Mirror(Database database, Chain chain, List<Effects> effects) {
        this.database = database;
        this.chain = chain;
        this.effects = List.copyOf(effects);
    }

    /**
     * Follows the chain as far as it goes now.
     *
     * @return blocks stored, orphaned and booked; 0 also when the chain cannot be reached or the
     *     mirror stands still, see {@link #trouble}
     */
    public int doWork() {
        try {
            Optional<Cursor> found = database.inTx(blocks::cursor);
            if (found.isPresent() && found.get().halted() != null) {
                trouble = "halted: " + found.get().halted();
                return 0;
            }
            Head head = chain.head();
            if (found.isEmpty()) {
                return begin(head);
            }
            trouble = null;
            return follow(found.get(), head);
        } catch (Chain.Unreachable e) {
            reach = Math.max(1, reach / 2); // perhaps it was asked for more than it can tell in time
            trouble = "the chain cannot be reached: " + e.getMessage();
            return 0;
        } catch (Database.Unreachable e) {
            trouble = e.getMessage();
            return 0;
        }
    }

    /** What keeps the mirror from following, in a sentence for the health page. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Where the mirror stands; empty before it has seen the chain for the first time. */
    public Optional<MirrorStatus> status(Tx tx) {
        return blocks.cursor(tx).map(Cursor::status);
    }

    /** As {@link #status}; nothing is booked until the transaction ends. */
    public Optional<MirrorStatus> hold(Tx tx) {
        return blocks.cursor(tx).map(cursor -> blocks.lockCursor(tx).status());
    }

    /** How sure a transaction is; empty if it is in no block of the chain as it is now. */
    public Optional<Level> levelOf(Tx tx, Hash transaction) {
        return blocks.blockOf(tx, transaction)
                .flatMap(number -> blocks.cursor(tx).map(cursor -> level(number, cursor)));
    }

    /** An operator's word that a halted mirror may go on. */
    public Outcome<MirrorStatus> resume(Tx tx, String operator, String reason) {
        if (operator.isBlank() || reason.isBlank()) {
            return Outcome.refused(MirrorRefusal.REASON_MISSING, "say who you are and why it may go on");
        }
        if (blocks.cursor(tx).map(Cursor::halted).isEmpty()) {
            return Outcome.refused(MirrorRefusal.NOT_HALTED, "the mirror is not halted: there is nothing to resume");
        }
        blocks.resume(tx, operator, reason);
        return Outcome.done(blocks.lockCursor(tx).status());
    }

    private static Level level(long number, Cursor cursor) {
        if (number <= cursor.finalNumber()) {
            return Level.FINAL;
        }
        return number <= cursor.head().safe() ? Level.SAFE : Level.SEEN;
    }

    private int begin(Head head) {
        Chain.Deployment deployment = chain.deployment();
        Optional<Block> first = chain.block(deployment.firstBlock());
        if (first.isEmpty()) {
            trouble = "the chain has no block " + deployment.firstBlock() + " yet, where the deployment begins";
            return 0;
        }
        database.inTx(tx -> {
            blocks.begin(tx, deployment, first.get(), head);
            return 1;
        });
        return doWork();
    }

    /** While blocks are stored, those before them are booked. */
    private int follow(Cursor cursor, Head head) {
        if (!head.equals(cursor.head())) {
            database.inTx(tx -> {
                blocks.noteHead(tx, head);
                return 1;
            });
        }
        long meeting = Math.min(cursor.number(), head.latest());
        if (!agrees(meeting, cursor)) {
            return rewind(cursor, meeting);
        }
        int done = 0;
        Cursor at = cursor;
        CompletableFuture<List<Seen>> ahead = see(at.number(), head);
        CompletableFuture<Integer> booking = CompletableFuture.completedFuture(0);
        try {
            while (at.number() < head.latest()) {
                List<Seen> run = awaited(ahead);
                if (run.isEmpty()) {
                    throw missing(at.number() + 1);
                }
                reach = Math.min(REACH_MAX, reach * 2);
                // the next are read while these are stored
                ahead = see(run.getLast().block().number(), head);
                int more = store(at, run);
                if (more == 0) {
                    break;
                }
                done += more;
                Cursor stored = database.inTx(tx -> blocks.cursor(tx).orElseThrow());
                at = stored;
                if (booking.isDone()) {
                    done += awaited(booking);
                    booking = beside("mirror-books", () -> book(stored, head));
                }
            }
        } finally {
            done += awaited(booking);
        }
        return done + book(database.inTx(tx -> blocks.cursor(tx).orElseThrow()), head);
    }

    /** Whether the chain still has the block of this number that the mirror has. */
    private boolean agrees(long number, Cursor cursor) {
        Optional<Hash> ours = number == cursor.number() ? Optional.of(cursor.hash()) : storedAt(number, cursor);
        // Before the deployment there is nothing to compare.
        return ours.isEmpty() || number < 0 || theirs(number).hash().equals(ours.get());
    }

    /** One below the head: a node that has none here does not contradict us, it has fallen behind. */
    private Block theirs(long number) {
        return chain.block(number).orElseThrow(() -> missing(number));
    }

    private static Chain.Unreachable missing(long number) {
        return new Chain.Unreachable("the node has no block " + number + ", which is not above the head it gave", null);
    }

    private Optional<Hash> storedAt(long number, Cursor cursor) {
        return number == cursor.finalNumber()
                ? Optional.of(cursor.finalHash())
                : database.inTx(tx -> blocks.hashAt(tx, number));
    }

    private int rewind(Cursor cursor, long from) {
        long ancestor = from - 1;
        while (ancestor >= cursor.finalNumber() && !agrees(ancestor, cursor)) {
            ancestor--;
        }
        if (ancestor < cursor.finalNumber()) {
            halt(
                    cursor,
                    "block " + cursor.finalNumber() + " " + cursor.finalHash()
                            + " is in the books as final, but the chain has another in its place");
            return 0;
        }
        long common = ancestor;
        return database.inTx(tx -> {
            blocks.lockStoring(tx);
            Cursor now = blocks.lockCursor(tx);
            if (!now.hash().equals(cursor.hash()) || now.finalNumber() > common) {
                return 0;
            }
            Hash hash = common == now.finalNumber()
                    ? now.finalHash()
                    : blocks.hashAt(tx, common).orElseThrow();
            int orphaned = blocks.orphanAbove(tx, common);
            blocks.moveSeen(tx, common, hash);
            return orphaned;
        });
    }

    private void halt(Cursor cursor, String reason) {
        trouble = "halted: " + reason;
        database.inTx(tx -> {
            if (blocks.lockCursor(tx).halted() == null) {
                blocks.halt(tx, reason);
            }
            return cursor;
        });
    }

    /** The blocks after this one, as far as they can be read at once; none after the head. */
    private CompletableFuture<List<Seen>> see(long after, Head head) {
        long last = Math.min(head.latest(), after + reach);
        return last <= after
                ? CompletableFuture.completedFuture(List.of())
                : beside("mirror-reads", () -> chain.see(after + 1, last, head.finalized()));
    }

    private static <T> CompletableFuture<T> beside(String name, Supplier<T> work) {
        return CompletableFuture.supplyAsync(
                work, task -> Thread.ofVirtual().name(name).start(task));
    }

    private static <T> T awaited(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Stores blocks if they follow what is stored; answers how many. */
    private int store(Cursor cursor, List<Seen> run) {
        if (!run.getFirst().block().parent().equals(cursor.hash())) {
            return 0;
        }
        return database.inTx(tx -> {
            blocks.lockStoring(tx);
            if (!blocks.cursor(tx).orElseThrow().hash().equals(cursor.hash())) {
                return 0;
            }
            blocks.store(tx, run);
            Block tip = run.getLast().block();
            blocks.moveSeen(tx, tip.number(), tip.hash());
            return run.size();
        });
    }

    /** Gives the rooms what is final, a run of blocks in a transaction. */
    private int book(Cursor cursor, Head head) {
        long target = Math.min(head.finalized(), cursor.number());
        if (target <= cursor.finalNumber() || !agrees(target, cursor)) {
            return 0;
        }
        int booked = 0;
        int together = REACH_MAX;
        long at = cursor.finalNumber();
        while (at < target) {
            long to = Math.min(target, at + together);
            try {
                if (!bookRun(at, to)) {
                    break;
                }
                booked += Math.toIntExact(to - at);
                at = to;
            } catch (Unbookable e) {
                if (together == 1) {
                    trouble = e.getMessage();
                    break;
                }
                together = 1; // those before it are booked, and it is named
            }
        }
        return booked;
    }

    /** A room does not take what the chain says. */
    private static final class Unbookable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbookable(long block, @Nullable Logged reached, RuntimeException cause) {
            super(
                    "block " + block + " cannot be booked: " + (reached == null ? "" : reached.event() + ": ")
                            + cause.getMessage(),
                    cause);
        }
    }

    /** Books the blocks after one and up to another. False if another instance was first. */
    private boolean bookRun(long from, long to) {
        List<Logged> reached = new ArrayList<>();
        try {
            return database.inTx(tx -> {
                reached.clear();
                if (blocks.lockCursor(tx).finalNumber() != from) {
                    return false;
                }
                List<Seen> seen = blocks.seen(tx, from, to);
                for (List<Logged> run : runs(seen)) {
                    reached.addAll(run);
                    effects.forEach(room -> room.onFinal(tx, run));
                }
                blocks.noteStrays(tx, seen, contracts());
                Block last = seen.getLast().block();
                blocks.moveFinal(tx, last.number(), last.hash());
                return true;
            });
        } catch (Chain.Unreachable | Database.Unreachable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Unbookable(to, reached.isEmpty() ? null : reached.getLast(), e);
        }
    }

    /** Events of one kind that follow each other in a block, together. */
    private static List<List<Logged>> runs(List<Seen> seen) {
        List<List<Logged>> runs = new ArrayList<>();
        for (Seen block : seen) {
            List<Logged> run = new ArrayList<>();
            for (Logged logged : block.events()) {
                boolean another = !run.isEmpty()
                        && run.getFirst().event().getClass() != logged.event().getClass();
                if (another) {
                    runs.add(run);
                    run = new ArrayList<>();
                }
                run.add(logged);
            }
            if (!run.isEmpty()) {
                runs.add(run);
            }
        }
        return runs;
    }

    private List<String> contracts() {
        List<String> known = new ArrayList<>();
        known.add(Address.ZERO.hex());
        chain.deployment().addresses().values().forEach(address -> known.add(address.hex()));
        return known;
    }
}
