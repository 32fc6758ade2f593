package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.market.Admission.Presented;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the orders that many callers place at once into sets. A set is matched and written in one
 * transaction, and every caller is answered when its own order is durable. Orders are taken in the order
 * they are handed in, so price and time decide as if each had come alone.
 *
 * <p>Safe beside other services on the same database, each with a lane of its own: the instruments' locks
 * say whose set is next, and every set reads the book as the one before left it.
 */
public final class OrderLane implements AutoCloseable {
    private static final int SET_MAX = 200;
    private static final long NAP_MILLIS = 50;

    private final Market market;
    private final BlockingQueue<Asked> queue;
    private final Thread thread;
    private volatile boolean closed;

    private record Asked(Presented order, CompletableFuture<Outcome<OrderView>> answer) {}

    /** @param waiting how many orders may wait for their set; more are refused as busy */
    public OrderLane(Market market, int waiting) {
        this.market = market;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.thread = Thread.ofPlatform().name("orders").start(this::work);
    }

    /** How many orders wait for their set. */
    public int waiting() {
        return queue.size();
    }

    /** Places an order and waits for its answer, as {@link #place} gives it. */
    public Outcome<OrderView> placeNow(Placement placement) {
        try {
            return place(placement).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }

    /**
     * Places an order. The answer comes when it is durable, on the lane's own thread: do no long work there.
     * It fails with {@link io.hourglass.ledger.book.Database.Unreachable} where it cannot be known whether
     * the order was placed; the order's id tells, and placing the very same again is refused as replayed.
     *
     * <p>An order for a future or an option is placed at once, on the caller's thread: it would be alone in its set.
     */
    public CompletableFuture<Outcome<OrderView>> place(Placement placement) {
        if (placement.order().venue() != Venue.SETTLEMENT) {
            return CompletableFuture.completedFuture(
                    market.place(List.of(placement)).getFirst());
        }
        // read on the caller's own thread: signatures are the dearest part, and need nobody else
        Asked asked = new Asked(market.present(placement), new CompletableFuture<>());
        if (closed) {
            refuse(asked, "the market is closing");
        } else if (!queue.offer(asked)) {
            refuse(asked, queue.size() + " orders are waiting already");
        } else if (!thread.isAlive()) {
            refuseWhatIsLeft();
        }
        return asked.answer;
    }

    /** Takes no more, places what is waiting, and ends. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refuseWhatIsLeft();
    }

    private static void refuse(Asked asked, String why) {
        asked.answer.complete(Outcome.refused(MarketRefusal.BUSY, why + ": ask again"));
    }

    private void refuseWhatIsLeft() {
        for (Asked late = queue.poll(); late != null; late = queue.poll()) {
            refuse(late, "the market has closed");
        }
    }

    private void work() {
        while (!(closed && queue.isEmpty())) {
            Asked first = next();
            if (first != null) {
                List<Asked> set = new ArrayList<>();
                set.add(first);
                queue.drainTo(set, SET_MAX - 1);
                place(set);
            }
        }
    }

    private @Nullable Asked next() {
        try {
            return queue.poll(NAP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return null;
        }
    }

    private void place(List<Asked> set) {
        try {
            List<Outcome<OrderView>> answers =
                    market.placePresented(set.stream().map(Asked::order).toList());
            for (int i = 0; i < set.size(); i++) {
                set.get(i).answer.complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            set.forEach(asked -> asked.answer.completeExceptionally(e));
        }
    }
}
