package io.hourglass.ledger.book.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the books stay fast when they are full: fills them, and measures again. */
final class Large {
    private static final int PAGE = 100;
    private static final int READINGS = 200;

    private final Server server;
    private final FundedBooks books;
    private final long transfers;

    Large(Server server, FundedBooks books, long transfers) {
        this.server = server;
        this.books = books;
        this.transfers = transfers;
    }

    /** Fills up, then runs the named scenarios again; each new one is compared to its own rate at empty. */
    Map<String, Series> run(Rounds rounds, List<Scenario> again) throws Exception {
        fill();
        List<Scenario> full = new ArrayList<>();
        for (Scenario scenario : again) {
            full.add(Scenario.ours(scenario.name() + ", full", scenario.name(), scenario.work()));
        }
        return rounds.run(full);
    }

    /** How long the books take to be read now, in milliseconds. */
    Map<String, Object> readings() {
        Map<String, Object> readings = new LinkedHashMap<>();
        readings.put("transfers", books.transfers());
        long start = System.nanoTime();
        books.trialBalance();
        readings.put("trial_balance_ms", (System.nanoTime() - start) / 1e6);
        Samples pages = new Samples();
        long before = System.nanoTime();
        for (int i = 0; i < READINGS; i++) {
            if (books.statement(PAGE).isEmpty()) {
                throw new IllegalStateException("a funded account has an empty statement");
            }
            long now = System.nanoTime();
            pages.add(now - before);
            before = now;
        }
        readings.put("statement_page_p50_ms", pages.millis(50));
        readings.put("statement_page_p99_ms", pages.millis(99));
        return readings;
    }

    private void fill() throws Exception {
        System.err.printf(Locale.ROOT, "opening and funding %,d accounts ...%n", transfers / 10);
        books.grow(Math.toIntExact(Math.max(transfers / 10, 10_000)));
        long started = System.nanoTime();
        long begun = books.transfers();
        long shown = started;
        try (Load.Caller caller = books.sets(FundedBooks.SET)) {
            while (books.transfers() < transfers) {
                caller.call();
                long now = System.nanoTime();
                if (now - shown > 5_000_000_000L || books.transfers() >= transfers) {
                    shown = now;
                    double rate = (books.transfers() - begun) / ((now - started) / 1e9);
                    System.err.printf(
                            Locale.ROOT,
                            "filling: %,d of %,d transfers, %,.0f a second%n",
                            books.transfers(),
                            transfers,
                            rate);
                }
            }
        }
        server.analyze();
    }
}
