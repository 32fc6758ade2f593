package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.PostResult.Refused;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers at once, on lanes and in transactions of their own: a bank test, as Jepsen's. */
class LaneLoadIT {
    private static final int CALLERS = 8;

    private final TestDatabase test = TestDatabase.open();
    private final Database database = test.database();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final List<String> paths = List.of(books.ada, books.bob, books.vault, books.free);
    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final Lane lane = lane();

    @AfterEach
    void everyAcknowledgedEntryIsThereOnceAndNothingElse() {
        lane.close();
        BooksAudit.holds(database, books.journal, acknowledged);
        test.close();
    }

    @Test
    void answersEachOfManyCallersWithItsOwnResultAndKeepsItsOrder() throws Exception {
        List<Callable<List<Long>>> callers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            int caller = c;
            callers.add(() -> {
                List<Entry> asked = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    boolean bad = i % (caller + 2) == 0;
                    String from = bad ? "t:nobody-" + caller : books.vault;
                    asked.add(entry("c" + caller + "-" + i, move(from, books.ada, 1 + caller)));
                }
                List<CompletableFuture<PostResult>> answers =
                        asked.stream().map(lane::post).toList();
                List<Long> places = new ArrayList<>();
                for (int i = 0; i < asked.size(); i++) {
                    PostResult answer = answers.get(i).join();
                    if (i % (caller + 2) == 0) {
                        assertThat(answer.toString()).contains("nobody-" + caller);
                    } else {
                        note(asked.get(i), answer);
                        places.add(acknowledged.get(asked.get(i).id()));
                    }
                }
                return places;
            });
        }
        for (List<Long> places : together(callers)) {
            assertThat(places).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lanesAndTransactionsOnOneLedgerLoseDoubleAndOverdrawNothing(long seed) throws Exception {
        try (Lane other = lane()) {
            List<Function<List<Entry>, List<PostResult>>> ways = List.of(
                    entries -> joined(lane, entries),
                    entries -> joined(other, entries),
                    entries -> entries.stream().map(lane::postNow).toList(),
                    entries -> database.inTx(tx -> books.journal.post(tx, entries)));
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int c = 0; c < CALLERS; c++) {
                RandomGenerator random =
                        RandomGeneratorFactory.of("L64X128MixRandom").create(100 * seed + c);
                var way = ways.get(c % ways.size());
                callers.add(() -> {
                    int refused = 0;
                    for (int round = 0; round < 12; round++) {
                        List<Entry> entries = entries(random, random.nextInt(1, 40));
                        List<PostResult> answers = way.apply(entries);
                        for (int i = 0; i < entries.size(); i++) {
                            refused += note(entries.get(i), answers.get(i)) ? 0 : 1;
                        }
                    }
                    return refused;
                });
            }
            assertThat(together(callers)).anyMatch(refused -> refused > 0);
        }
    }

    @Test
    void connectionsKilledInMidLoadLeaveNobodyUnansweredAndNothingTwice() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(c);
            tasks.add(() -> {
                for (int round = 0; round < 20; round++) {
                    List<Entry> entries = entries(random, 20);
                    List<PostResult> answers = askedUntilKnown(entries);
                    for (int i = 0; i < entries.size(); i++) {
                        note(entries.get(i), answers.get(i));
                    }
                }
                return 0;
            });
        }
        try (var killer = Executors.newSingleThreadExecutor()) {
            Future<Integer> kills = killer.submit(() -> {
                int times = 0;
                while (!done.get() && times < 12) {
                    TestDatabase.asSuperuser("select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                            + test.name() + "' and state = 'active'");
                    times++;
                    Thread.sleep(50);
                }
                return times;
            });
            try {
                together(tasks);
            } finally {
                done.set(true);
            }
            assertThat(kills.get()).isPositive();
        }
    }

    private List<PostResult> askedUntilKnown(List<Entry> entries) {
        List<CompletableFuture<PostResult>> asked =
                entries.stream().map(lane::post).toList();
        List<PostResult> answers = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            CompletableFuture<PostResult> answer = asked.get(i);
            for (PostResult known = null; known == null; ) {
                try {
                    known = answer.join();
                    answers.add(known);
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(Database.Unreachable.class);
                    answer = lane.post(entries.get(i));
                }
            }
        }
        return answers;
    }

    /** Whether it was accepted; an id that two callers share is answered with one place. */
    private boolean note(Entry entry, PostResult answer) {
        switch (answer) {
            case Posted(long sequence) -> place(entry, sequence);
            case AlreadyPosted(long sequence) -> place(entry, sequence);
            case Refused(Reason reason, String detail) -> assertThat(reason).isIn(Reason.FLOOR, Reason.ID_REUSED);
        }
        return answer.ok();
    }

    private void place(Entry entry, long sequence) {
        assertThat(acknowledged.merge(entry.id(), sequence, (one, other) -> one))
                .isEqualTo(sequence);
    }

    /** Money comes in now and then and is sent around; one id in ten is asked by everybody. */
    private List<Entry> entries(RandomGenerator random, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean shared = random.nextInt(10) == 0;
            String name = shared ? "shared-" + random.nextInt(50) : "own-" + random.nextLong();
            int from = shared ? 2 : random.nextInt(4);
            int to = shared ? 0 : (from + random.nextInt(1, 4)) % 4;
            entries.add(entry(name, move(paths.get(from), paths.get(to), shared ? 7 : random.nextLong(1, 90))));
        }
        return entries;
    }

    private static List<PostResult> joined(Lane lane, List<Entry> entries) {
        return entries.stream().map(lane::post).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private Lane lane() {
        return new Lane(database, new Journal(), Clock.systemUTC(), 10_000);
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
