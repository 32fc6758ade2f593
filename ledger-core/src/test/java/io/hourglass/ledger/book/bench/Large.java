package io.hourglass.ledger.book.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Fills the books, and asks how long they take to be read then. */
final class Large {
    private static final int PAGE = 100;
    private static final int READINGS = 200;
    private static final int SHOWN_SECONDS = 10;

    private final FundedBooks books;
    private final long transfers;

    Large(FundedBooks books, long transfers) {
        this.books = books;
        this.transfers = transfers;
    }

    /** How long the books take to be read now, in milliseconds. */
    Map<String, Object> readings() {
        Map<String, Object> readings = new LinkedHashMap<>();
        readings.put("transfers", books.transfers());
        long start = System.nanoTime();
        books.trialBalance();
        readings.put("trial_balance_ms", (System.nanoTime() - start) / 1e6);
        pages(readings, "statement_page", () -> books.statement(PAGE).isEmpty());
        pages(readings, "journal_page", () -> books.journalPage(PAGE).isEmpty());
        pages(readings, "chain_transaction", () -> !books.causedByNothing());
        return readings;
    }

    private static void pages(Map<String, Object> readings, String name, BooleanSupplier fails) {
        Samples pages = new Samples();
        long before = System.nanoTime();
        for (int i = 0; i < READINGS; i++) {
            if (fails.getAsBoolean()) {
                throw new IllegalStateException(name + ": not what was written");
            }
            long now = System.nanoTime();
            pages.add(now - before);
            before = now;
        }
        readings.put(name + "_p50_ms", pages.millis(50));
        readings.put(name + "_p99_ms", pages.millis(99));
    }

    /** Opens the accounts and posts, until there are as many transfers as full is. */
    void fill() throws Exception {
        int accounts = Math.toIntExact(Math.max(transfers / 10, books.accounts()));
        System.err.printf(Locale.ROOT, "opening and funding %,d accounts ...%n", accounts);
        books.grow(accounts);
        while (books.transfers() < transfers) {
            Run run = Load.sets(FundedBooks.SET, SHOWN_SECONDS, () -> books.sets(FundedBooks.SET, accounts));
            System.err.printf(
                    Locale.ROOT,
                    "filling: %,d of %,d transfers, %,.0f a second%n",
                    books.transfers(),
                    transfers,
                    run.rate());
        }
    }
}
