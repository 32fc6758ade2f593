package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.market.Admission.Presented;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the orders that many callers place at once for some instruments of one venue into sets. A set is matched
 * and written in one transaction where it can be, and every caller is answered when its own order is durable. Orders
 * are taken in the order they are handed in, so price and time decide as if each had come alone.
 *
 * <p>Safe beside other lanes, of this service or of others on the same database: the instruments' locks say whose
 * set is next, and every set reads the book as the one before left it.
 */
final class OrderLane implements AutoCloseable {
    private static final int SET_MAX = 200;
    private static final long NAP_MILLIS = 50;
    private static final long LINGER_NANOS = 1_000_000;
    private static final long GLANCE_NANOS = 50_000;

    private final Market market;
    private final BlockingQueue<Asked> queue;
    private final Thread thread;
    private volatile boolean closed;

    private record Asked(Presented order, CompletableFuture<Outcome<OrderView>> answer) {}

    /** @param waiting how many orders may wait for their set; more are refused as busy */
    OrderLane(Market market, int waiting) {
        this.market = market;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.thread = Thread.ofPlatform().name("orders").start(this::work);
    }

    /** How many orders wait for their set. */
    int waiting() {
        return queue.size();
    }

    /** The order, and whose signature it bears: its caller has read that. */
    CompletableFuture<Outcome<OrderView>> place(Presented order) {
        Asked asked = new Asked(order, new CompletableFuture<>());
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
        int expected = 1;
        while (!(closed && queue.isEmpty())) {
            Asked first = next();
            if (first != null) {
                linger(expected);
                List<Asked> set = new ArrayList<>();
                set.add(first);
                queue.drainTo(set, SET_MAX - 1);
                place(set);
                expected = set.size();
            }
        }
    }

    /**
     * Callers who have just had their answers come back with their next orders: waited for a moment, they are one
     * set again and not many small ones. Nobody waits where orders come one by one.
     */
    private void linger(int expected) {
        long until = System.nanoTime() + LINGER_NANOS;
        while (queue.size() + 1 < expected && System.nanoTime() < until) {
            LockSupport.parkNanos(this, GLANCE_NANOS);
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
        int answered = 0;
        try {
            while (answered < set.size()) {
                List<Presented> left = set.subList(answered, set.size()).stream()
                        .map(Asked::order)
                        .toList();
                for (Outcome<OrderView> answer : market.placeFirst(left)) {
                    set.get(answered).answer.complete(answer);
                    answered++;
                }
            }
        } catch (RuntimeException | Error e) {
            set.subList(answered, set.size()).forEach(asked -> asked.answer.completeExceptionally(e));
        }
    }
}
