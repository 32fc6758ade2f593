package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.PostResult.Posted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyIT {

    @Test
    void concurrentSpendersNeverOverdrawTogether() throws Exception {
        try (Database database = TestDatabase.fresh()) {
            SmallBooks books = new SmallBooks(database, "t").with(100);
            List<Callable<Integer>> spenders = new ArrayList<>();
            for (int s = 0; s < 4; s++) {
                String name = "spender-" + s;
                spenders.add(() -> {
                    int spent = 0;
                    for (int i = 0; i < 40; i++) {
                        var results = books.postAll(
                                entry(name + "-a" + i, move(books.ada, books.bob, 1)),
                                entry(name + "-b" + i, move(books.bob, books.free, 1)));
                        spent += results.getFirst().ok() ? 1 : 0;
                    }
                    return spent;
                });
            }
            assertThat(together(spenders).stream().mapToInt(i -> i).sum()).isEqualTo(100);
            assertThat(books.posted(books.ada)).isZero();
            var trial = database.inTx(books.journal::trialBalance);
            assertThat(trial).allMatch(Trial::balances);
        }
    }

    @Test
    void numbersEntriesInTheOrderOfCommits() throws Exception {
        try (Database database = TestDatabase.fresh()) {
            SmallBooks books = new SmallBooks(database, "t");
            AtomicInteger refused = new AtomicInteger();
            List<Callable<Integer>> posters = new ArrayList<>();
            for (int p = 0; p < 4; p++) {
                String name = "poster-" + p;
                posters.add(() -> {
                    for (int i = 0; i < 25; i++) {
                        String cause = name + "-" + i;
                        boolean roll = i % 5 == 0;
                        database.decide(tx -> {
                            var posted = books.journal.post(tx, entry(cause, move(books.vault, books.ada, 1)));
                            return roll
                                    ? Outcome.refused(
                                            BookRefusal.PARTY_EXISTS, "rolled back " + refused.incrementAndGet())
                                    : posted.outcome();
                        });
                    }
                    return 0;
                });
            }
            together(posters);
            assertThat(refused).hasValue(20);
            var entries = database.inTx(tx -> books.journal.entries(tx, 0, 1000));
            assertThat(entries).hasSize(80);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
                if (i > 0) {
                    assertThat(entries.get(i).recorded())
                            .isAfterOrEqualTo(entries.get(i - 1).recorded());
                }
            }
        }
    }

    @Test
    void aConnectionKilledInMidTransactionLeavesNothingAndTheWorkIsDoneAgain() {
        try (Database database = TestDatabase.fresh()) {
            SmallBooks books = new SmallBooks(database, "t");
            AtomicInteger tries = new AtomicInteger();
            PostResult result = database.inTx(tx -> {
                PostResult posted = books.journal.post(tx, entry("once", move(books.vault, books.ada, 5)));
                if (tries.incrementAndGet() == 1) {
                    kill(tx);
                }
                books.journal.size(tx);
                return posted;
            });
            assertThat(result).isEqualTo(new Posted(1));
            assertThat(tries).hasValue(2);
            assertThat(books.posted(books.ada)).isEqualTo(5);
        }
    }

    @Test
    void aConnectionKilledAtTheCommitIsReportedAndAskingAgainPostsOnce() {
        try (Database database = TestDatabase.fresh()) {
            SmallBooks books = new SmallBooks(database, "t");
            Entry entry = entry("once", move(books.vault, books.ada, 5));
            AtomicInteger tries = new AtomicInteger();
            assertThatThrownBy(() -> database.inTx(tx -> {
                        PostResult posted = books.journal.post(tx, entry);
                        tries.incrementAndGet();
                        kill(tx);
                        return posted;
                    }))
                    .isInstanceOf(Database.Unreachable.class);
            assertThat(tries).hasValue(1);
            assertThat(books.balance(books.ada).version()).isZero();
            assertThat(books.post(entry)).isEqualTo(new Posted(1));
            assertThat(books.posted(books.ada)).isEqualTo(5);
        }
    }

    @Test
    void workThatLosesARaceIsRunAgain() {
        try (Database database = TestDatabase.fresh()) {
            AtomicInteger tries = new AtomicInteger();
            String answer = database.inTx(tx -> {
                if (tries.incrementAndGet() < 3) {
                    tx.run("do $$ begin raise exception 'lost' using errcode = '40001'; end $$");
                }
                return "done";
            });
            assertThat(answer).isEqualTo("done");
            assertThat(tries).hasValue(3);
        }
    }

    private static void kill(Tx tx) {
        int pid = tx.first("select pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
        TestDatabase.asSuperuser("select pg_terminate_backend(" + pid + ", 5000)");
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (var threads = Executors.newFixedThreadPool(tasks.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
