package io.hourglass.api.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.api.Hourglass;
import io.hourglass.api.service.Client.Answer;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Orders over HTTP end to end: callers who each post an order that its party signed before the clock
 * started, and the next when it is answered. Key, signature, cover and price are looked at, and each is
 * durable when it is answered. Callers, service and database share the machine.
 */
final class OrderLoad {
    private static final int CALLERS = 64;
    private static final int ROUNDS = 3;

    /** Rounds that are not counted: so long the compiler takes its share of the two cores. */
    private static final int WARM_UP = 4;

    private static final int SECONDS = 8;
    private static final int ORDERS = 32_000;

    private final Hourglass hourglass;
    private final Instrument hours;
    private final List<Client> clients;
    private final AtomicLong salt = new AtomicLong(1_000_000);

    private record Signed(Client by, String json) {}

    /** @param latencies nanoseconds */
    private record Round(double rate, List<Long> latencies) {}

    OrderLoad(Hourglass hourglass, Instrument hours, Client ada, Client bob) {
        this.hourglass = hourglass;
        this.hours = hours;
        this.clients = List.of(ada, bob);
    }

    static String json(String party, Instrument hours, Order order, String signature) {
        return """
                {"party":"%s","instrument":"%s","side":"%s","quantity":"%s","price":"%s","expires":"%s","salt":%d,\
                "signature":"%s"}""".formatted(
                        party,
                        hours.code(),
                        order.buy() ? "buy" : "sell",
                        new Amount(hours.asset(), order.quantity()).decimal(),
                        order.price().decimal(),
                        Instant.ofEpochSecond(order.expiry()),
                        order.salt(),
                        signature);
    }

    /** Writes what it found: rates a second of each round that counts, p50 and p99 in milliseconds. */
    void measure(Path report) throws IOException, InterruptedException {
        List<Double> rates = new ArrayList<>();
        List<Long> latencies = new ArrayList<>();
        for (int round = 1 - WARM_UP; round <= ROUNDS; round++) {
            Round measured = run(signed());
            System.err.printf("orders over HTTP, round %d of %d: %.0f a second%n", round, ROUNDS, measured.rate);
            if (round > 0) {
                rates.add(measured.rate);
                latencies.addAll(measured.latencies);
            }
        }
        latencies.sort(null);
        new ObjectMapper()
                .writeValue(
                        report.toFile(),
                        Map.of(
                                "rates", rates,
                                "p50_ms", latencies.get(latencies.size() / 2) / 1e6,
                                "p99_ms", latencies.get(latencies.size() * 99 / 100) / 1e6));
    }

    private Queue<Signed> signed() {
        Queue<Signed> orders = new ConcurrentLinkedQueue<>();
        List<String> names = List.of("ada", "bob");
        for (int i = 0; i < ORDERS; i++) {
            int who = i % names.size();
            String name = names.get(who);
            // bids of a thousandth of an hour, at some twenty prices that nobody sells at
            Order order = new Order(
                    hours.venue(),
                    hourglass.wallet().address(name),
                    hours.id(),
                    true,
                    1_000,
                    new Price((100 + i % 20) * 1_000L),
                    hours.tradingEnds().getEpochSecond() - 1,
                    salt.incrementAndGet());
            orders.add(new Signed(
                    clients.get(who),
                    json(
                            name,
                            hours,
                            order,
                            hourglass.wallet().sign(name, order).hex())));
        }
        return orders;
    }

    private static Round run(Queue<Signed> orders) throws InterruptedException {
        List<List<Long>> latencies = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        long start = System.nanoTime();
        long until = start + SECONDS * 1_000_000_000L;
        for (int i = 0; i < CALLERS; i++) {
            List<Long> own = new ArrayList<>();
            latencies.add(own);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    call(orders, until, own);
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (failure.get() != null) {
            throw failure.get();
        }
        List<Long> all = latencies.stream().flatMap(List::stream).toList();
        return new Round(all.size() / seconds, all);
    }

    private static void call(Queue<Signed> orders, long until, List<Long> latencies) {
        for (long before = System.nanoTime(); before < until; before = System.nanoTime()) {
            Signed next = orders.poll();
            if (next == null) {
                return;
            }
            Answer answer = next.by.post("/api/market/orders", next.json);
            if (answer.status() != 200) {
                throw new IllegalStateException("refused: " + answer.body());
            }
            latencies.add(System.nanoTime() - before);
        }
    }
}
