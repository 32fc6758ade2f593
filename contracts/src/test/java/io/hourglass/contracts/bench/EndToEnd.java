package io.hourglass.contracts.bench;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trades from two signed orders to the postings of their final settlement, everything at work at once:
 * orders come in, are matched, batched, sent, mined, mirrored and booked.
 */
final class EndToEnd {
    /** Orders brought in at a time. */
    private static final int SET = 200;

    /** Trades on their way at most: more would only wait. */
    private static final int UNDER_WAY = 4_000;

    private final Town town;
    private final Duration leadIn;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Queue<List<SignedOrder>> signed = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean over;

    /**
     * @param rate trades a second that became final in the books
     * @param latencies from the later order's arrival to the postings, of each trade counted
     */
    record Measured(double rate, List<Duration> latencies) {}

    EndToEnd(Town town, Duration leadIn) {
        this.town = town;
        this.leadIn = leadIn;
    }

    /** Signs enough for so long at the highest rate looked for: people sign on machines of their own. */
    void sign(int sets) {
        while (signed.size() < sets) {
            signed.add(sets());
        }
    }

    /** Measures for so long; then everything under way is settled. */
    Measured run(Duration time) {
        List<Thread> threads = List.of(
                loop("placing", this::place),
                loop("market", town.market::doWork),
                loop("sender", town.sender::doWork),
                loop("mirror", town.mirror::doWork));
        Instant from = Instant.now().plus(leadIn);
        sleepUntil(from);
        Instant to = from.plus(time);
        sleepUntil(to);
        over = true;
        threads.forEach(EndToEnd::join);
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        town.settle();
        List<Duration> latencies = latencies(from, to);
        return new Measured(latencies.size() / (double) time.toSeconds(), latencies);
    }

    /** Of the trades whose settlement was recorded in the books between two moments. */
    private List<Duration> latencies(Instant from, Instant to) {
        return town.database.inTx(tx -> tx.query(
                "select t.traded, e.recorded from hourglass.entry e join hourglass.trade t on t.id::text = e.cause_id"
                        + " where e.cause_kind = 'settlement' and e.recorded >= ? and e.recorded < ?",
                row -> Duration.between(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getObject(2, OffsetDateTime.class).toInstant()),
                from,
                to));
    }

    private int place() {
        List<SignedOrder> orders = underWay() > UNDER_WAY ? null : signed.poll();
        if (orders == null) {
            return 0;
        }
        town.place(orders);
        return orders.size();
    }

    /** Trades that are not final: in no batch yet, or in one that settles. */
    private long underWay() {
        return town.database.inTx(tx -> tx.first(
                        "select (select count(*) from hourglass.trade where batch is null)"
                                + " + (select coalesce(sum(fills), 0) from hourglass.batch where state = 'SETTLING')",
                        row -> row.getLong(1))
                .orElseThrow());
    }

    /** Sales and purchases between random people, each pair of one size and price. */
    private List<SignedOrder> sets() {
        List<Party> people = town.people();
        List<SignedOrder> orders = new ArrayList<>();
        for (int i = 0; i < SET / 2; i++) {
            int seller = random.nextInt(people.size());
            int buyer = (seller + 1 + random.nextInt(people.size() - 1)) % people.size();
            long quantity = random.nextLong(1, 2 * Price.UNITS_PER_HOUR);
            orders.add(town.order(people.get(seller).name(), false, quantity));
            orders.add(town.order(people.get(buyer).name(), true, quantity));
        }
        return orders;
    }

    private Thread loop(String name, IntSupplier work) {
        return Thread.ofPlatform().name(name).start(() -> {
            while (!over) {
                try {
                    if (work.getAsInt() == 0) {
                        Town.pause();
                    }
                } catch (RuntimeException e) {
                    failure.set(e);
                    over = true;
                }
            }
        });
    }

    private void sleepUntil(Instant moment) {
        while (!over && Instant.now().isBefore(moment)) {
            Town.pause();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
