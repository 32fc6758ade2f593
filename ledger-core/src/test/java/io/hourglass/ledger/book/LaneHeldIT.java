package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lane that has to wait: somebody else holds the ledger. It does not close before it is let go of, hence the timeout. */
@Timeout(90)
class LaneHeldIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestDatabase test = TestDatabase.open();
    private final Database database = test.database();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final ExecutorService others = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void booksStillHold() {
        others.close();
        BooksAudit.holds(database, books.journal);
        test.close();
    }

    @Test
    void refusesMoreThanMayWaitAndAnswersTheOthersWhenTheLedgerIsFree() throws Exception {
        try (Lane lane = new Lane(database, books.journal, Clock.systemUTC(), 4)) {
            hold(release);
            CompletableFuture<PostResult> first = lane.post(deposit("first"));
            waitingForALock(1);
            List<CompletableFuture<PostResult>> rest = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                rest.add(lane.post(deposit("rest-" + i)));
            }
            assertThat(rest.subList(0, 4)).noneMatch(CompletableFuture::isDone);
            assertThat(briefly(rest.subList(4, 7))).isEqualTo(List.of("BUSY", "BUSY", "BUSY"));
            release.countDown();
            assertThat(LaneIT.brief(first.join())).isEqualTo("1");
            assertThat(briefly(rest.subList(0, 4))).isEqualTo(List.of("2", "3", "4", "5"));
            assertThat(LaneIT.brief(lane.post(deposit("rest-6")).join())).isEqualTo("6");
        }
    }

    @Test
    void closingWritesWhatWaitsAndRefusesWhatComesLater() throws Exception {
        Lane lane = new Lane(database, books.journal, Clock.systemUTC(), 100);
        hold(release);
        List<CompletableFuture<PostResult>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(lane.post(deposit("waits-" + i)));
        }
        waitingForALock(1);
        var closing = CompletableFuture.runAsync(lane::close, others);
        List<String> late = new ArrayList<>();
        while (!late.contains("BUSY")) {
            CompletableFuture<PostResult> answer = lane.post(deposit("late"));
            late.add(answer.isDone() ? LaneIT.brief(answer.join()) : "taken");
            Thread.onSpinWait();
        }
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        release.countDown();
        closing.join();
        for (int i = 0; i < 50; i++) {
            assertThat(LaneIT.brief(asked.get(i).getNow(null))).isEqualTo("" + (i + 1));
        }
        assertThat(LaneIT.brief(lane.post(deposit("later")).getNow(null))).isEqualTo("BUSY");
    }

    @Test
    void everybodyIsAnsweredWhoAsksWhileItCloses() throws Exception {
        for (int round = 0; round < 30; round++) {
            Lane lane = new Lane(database, books.journal, Clock.systemUTC(), 1000);
            int now = round;
            var asking = CompletableFuture.supplyAsync(
                    () -> {
                        List<CompletableFuture<PostResult>> asked = new ArrayList<>();
                        do {
                            asked.add(lane.post(deposit(now + "-" + asked.size())));
                        } while (!asked.getLast().isDone()
                                || !LaneIT.brief(asked.getLast().join()).equals("BUSY"));
                        return asked;
                    },
                    others);
            lane.close();
            CompletableFuture.allOf(asking.join().toArray(CompletableFuture[]::new))
                    .get(30, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    /**
     * Two sets of the lane wait behind a writer that brings the ledger to just the size the first
     * would have. The second fits that size, and must not be taken for it; nor the third, which is made meanwhile.
     */
    @Test
    void aSetIsNotWrittenAfterAnotherWritersEntriesInThePlaceOfTheSetBefore() throws Exception {
        books.with(1);
        try (Lane lane = new Lane(database, books.journal, Clock.systemUTC(), 1000)) {
            hold(release);
            List<CompletableFuture<PostResult>> asked = new ArrayList<>();
            asked.add(lane.post(deposit("first")));
            waitingForALock(1);
            CountDownLatch posted = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            var writer = CompletableFuture.runAsync(
                    () -> database.inTx(tx -> {
                        Entry[] same = new Entry[20];
                        for (int i = 0; i < same.length; i++) {
                            same[i] =
                                    entry("other-" + i, move(books.ada, books.free, 1), move(books.free, books.ada, 1));
                        }
                        books.journal.post(tx, List.of(same));
                        posted.countDown();
                        await(written);
                        return tx;
                    }),
                    others);
            waitingForALock(2);
            for (int i = 0; i < 20; i++) {
                asked.add(lane.post(entry("set-" + i, move(books.free, books.ada, 1))));
            }
            release.countDown();
            asked.getFirst().join();
            // the writer waits no more: whoever does from now on is the set
            await(posted);
            waitingForALock(1);
            for (int i = 0; i < 20; i++) {
                asked.add(lane.post(deposit("next-" + i)));
            }
            waitingForItsTurn();
            for (int i = 0; i < 100; i++) {
                asked.add(lane.post(deposit("made-" + i)));
            }
            while (lane.waiting() >= 64) {
                Thread.onSpinWait();
            }
            written.countDown();
            writer.join();
            assertThat(briefly(asked).stream().map(Long::valueOf))
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .hasSize(141);
        }
    }

    /**
     * The head fits a set while the one that took the turn before it has not ended: it must not go ahead
     * all the same, or the lane would wait for the first set, and that in the database for this one.
     */
    @Test
    void aSetWaitsForTheTurnBeforeItEvenIfTheHeadFits() {
        CountDownLatch taken = new CountDownLatch(1);
        var before = CompletableFuture.runAsync(
                () -> database.inTx(tx -> {
                    tx.query("select hourglass.take_turn(1::smallint, 0)", row -> "taken");
                    taken.countDown();
                    await(release);
                    return tx;
                }),
                others);
        await(taken);
        Books made = database.inTx(this::twentyDeposits);
        Flight flight = new Flight(1, Segment.ANY, made.recorded(), made.rows(), null);
        others.execute(() -> flight.writeInTurn(database));
        waitingForItsTurn();
        assertThat(flight.hasEnded()).isFalse();
        release.countDown();
        before.join();
        assertThat((Throwable) flight.failure()).isNull();
        assertThat(database.inTx(books.journal::size)).isEqualTo(20);
    }

    private Books twentyDeposits(Tx tx) {
        try {
            BooksReader reader = new BooksReader(tx.connection(), 1);
            Books now = reader.glance();
            now.begin(Instant.now());
            List<Entry> entries =
                    IntStream.range(0, 20).mapToObj(i -> deposit("turn-" + i)).toList();
            reader.lookUp(now, BooksReader.missing(now, entries));
            assertThat(entries).allMatch(entry -> Evaluation.post(now, entry) instanceof PostResult.Posted);
            return now;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Entry deposit(String name) {
        return entry(name, move(books.vault, books.bob, 1));
    }

    /** Holds the ledger from now until the latch is down. */
    private void hold(CountDownLatch until) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        others.execute(() -> database.inTx(tx -> {
            tx.query("select * from hourglass.hold(1::smallint)", row -> row.getLong(1));
            held.countDown();
            await(until);
            return tx;
        }));
        held.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitingForALock(int sessions) {
        waiting("wait_event_type = 'Lock'", sessions);
    }

    /** The second set's rows are written, and wait in the database for the first to end. */
    private void waitingForItsTurn() {
        waiting("query like 'copy %' and wait_event = 'advisory'", 1);
    }

    private void waiting(String how, int sessions) {
        String sql = "select count(*) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid() and " + how;
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (database.inTx(tx -> tx.first(sql, row -> row.getInt(1)).orElseThrow()) < sessions) {
            assertThat(System.nanoTime()).as(this::sessions).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    /** What the sessions of the database are at, for whoever waited in vain. */
    private String sessions() {
        return database.inTx(tx -> tx.query(
                        "select state, wait_event, left(query, 60) as query from pg_stat_activity"
                                + " where datname = current_database() and pid <> pg_backend_pid()",
                        row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3)))
                .toString();
    }

    private static List<String> briefly(List<CompletableFuture<PostResult>> answers) {
        return answers.stream().map(CompletableFuture::join).map(LaneIT::brief).toList();
    }
}
