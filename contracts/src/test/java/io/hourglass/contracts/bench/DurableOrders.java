package io.hourglass.contracts.bench;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderLanes;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Callers who each place an order, wait until it is durable, and place the next. */
final class DurableOrders {
    /**
     * What is placed first is not counted: a lane that has just begun knows no book and no account yet, and after a
     * checkpoint a page that is touched first is logged whole, which a service meets every quarter of an hour.
     */
    private static final Duration RUN_IN = Duration.ofSeconds(2);

    private final Market market;
    private final Function<Random, Placement> order;
    private final int callers;

    /** @param latencies nanoseconds, sorted */
    record Measured(double rate, List<Long> latencies) {}

    DurableOrders(Market market, Function<Random, Placement> order, int callers) {
        this.market = market;
        this.order = order;
        this.callers = callers;
    }

    /**
     * People sign on machines of their own: before the clock starts.
     *
     * @param rate so many a second will do
     */
    Queue<Placement> signed(int rate, Duration time, long seed) {
        Random random = new Random(seed);
        Queue<Placement> signed = new ConcurrentLinkedQueue<>();
        IntStream.range(0, Math.toIntExact(rate * time.plus(RUN_IN).toSeconds()))
                .forEach(i -> signed.add(order.apply(random)));
        return signed;
    }

    /**
     * Places until the time after the run-in is over or the orders are.
     *
     * @throws IllegalStateException if an order is refused
     */
    Measured run(Queue<Placement> orders, Duration time) throws InterruptedException {
        List<List<Long>> latencies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long from = System.nanoTime() + RUN_IN.toNanos();
        long until = from + time.toNanos();
        try (OrderLanes lane = new OrderLanes(market, 10_000)) {
            for (int i = 0; i < callers; i++) {
                List<Long> own = new ArrayList<>();
                latencies.add(own);
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        place(lane, orders, from, until, own);
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        long end = System.nanoTime();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        List<Long> all = latencies.stream().flatMap(List::stream).sorted().toList();
        return new Measured(all.size() * 1e9 / (end - from), all);
    }

    private static void place(OrderLanes lane, Queue<Placement> orders, long from, long until, List<Long> latencies) {
        for (long before = System.nanoTime(); before < until; before = System.nanoTime()) {
            Placement next = orders.poll();
            if (next == null) {
                return;
            }
            Outcome<OrderView> answer = lane.place(next).join();
            answer.orThrow();
            if (before >= from) {
                latencies.add(System.nanoTime() - before);
            }
        }
    }
}
