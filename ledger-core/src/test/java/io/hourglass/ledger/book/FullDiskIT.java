package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full, and an fsync that really fails, under callers of the lane and of the
 * journal: each is answered durably or refused in a sentence that says why. When the fault is gone,
 * whatever was acknowledged is there once, and whatever was refused can be asked for again.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FullDiskIT {
    private static final int DISK_MEGABYTES = 192;
    private static final int WAVE = 200;
    private static final int CONNECTIONS = 5;

    /** One after the other: the lane gives each up when the server has been away too long. */
    private static final int LASTING_WAVES = 2;

    /** More than one segment of the write-ahead log takes: without an end to them, the disk is not full. */
    private static final int WAVES_MAX = 100;

    /** In one transaction, and more than the pages have room for that tables were extended by before. */
    private static final int BULK = 4000;

    @TempDir
    Path folder;

    private final Map<UUID, Long> acknowledged = new HashMap<>();
    private final List<Entry> asked = new ArrayList<>();
    private SmallDisk disk;
    private DurableServer server;
    private Database database;
    private SmallBooks books;
    private Lane lane;

    @BeforeEach
    void start() throws IOException {
        disk = new SmallDisk(folder.resolve("disk"), DISK_MEGABYTES);
        // Segments of the log that are done with are not kept for later: a full disk has none in store. And nobody
        // syncs but who is asked to: a server that went down for another's fault would be back for these callers.
        server = new DurableServer(
                disk.folder().resolve("data"),
                Map.of("wal_recycle", "off", "wal_writer_delay", "10s", "autovacuum", "off"));
        database = new Database(server.settings(CONNECTIONS));
        books = new SmallBooks(database, "t");
        lane = new Lane(database, books.journal, Clock.systemUTC(), 100_000);
        assertThat(ask(wave())).isEmpty();
    }

    @AfterEach
    void stop() throws IOException {
        lane.close();
        database.close();
        server.close();
        disk.close();
    }

    @Test
    void tablesThatCannotGrowAreAFullDiskByNameAndTheServerAndTheLaneGoOn() throws Exception {
        try (Connection witness = database.connection()) {
            // A new segment of the log leaves it room for all that follows: only tables have none.
            server.run("select pg_switch_wal()");
            assertThat(ask(wave())).isEmpty();
            disk.fill();
            assertThat(askUntilRefused()).allSatisfy(FullDiskIT::saysTheDiskIsFull);
            assertThat(catchThrowable(() -> books.postAll(asking(BULK)))).satisfies(FullDiskIT::saysTheDiskIsFull);
            assertThat(books.posted(books.ada)).isEqualTo(acknowledged.size());
            assertThat(witness.isValid(1)).as("the server never went down").isTrue();
        }
        disk.free();
        everyEntryEndsOnce();
    }

    @Test
    void aLogThatCannotGrowTakesTheServerDownAndNothingAcknowledgedWithIt() throws Exception {
        CompletableFuture<ProcessHandle> down = down();
        disk.fill();
        server.run("select pg_switch_wal()");
        assertThat(askUntilRefused()).allSatisfy(FullDiskIT::isClear);
        // It tries to recover, needs room for that too, and gives up.
        down.get(1, TimeUnit.MINUTES);
        disk.free();
        server.startAgain();
        everyEntryEndsOnce();
    }

    @Test
    void anFsyncThatFailsIsNoAnswerToTheJournalsCallers() throws Exception {
        whileSyncsFail(() -> assertThat(catchThrowable(() -> books.postAll(asking(WAVE))))
                .satisfies(FullDiskIT::isClear)
                .hasMessageStartingWith("the database's disk is failing: ")
                .hasMessageEndingWith("Input/output error"));
        everyEntryEndsOnce();
    }

    @Test
    void anFsyncThatFailsIsNoAnswerToTheLanesCallers() throws Exception {
        // The lane asks again itself: the server may be back by then.
        whileSyncsFail(() -> assertThat(ask(wave())).allSatisfy(FullDiskIT::isClear));
        everyEntryEndsOnce();
    }

    @Test
    void asLongAsEveryFsyncFailsNobodyIsAnswered() throws Exception {
        FailingSync failing = FailingSync.ofAllThatComesOf(server.processes());
        try (failing) {
            // The server goes down, cannot sync what recovery writes either, and does not come back.
            for (int waves = 0; waves < LASTING_WAVES; waves++) {
                assertThat(ask(wave())).hasSize(WAVE).allSatisfy(FullDiskIT::isClear);
            }
        }
        server.kill();
        server.startAgain();
        everyEntryEndsOnce();
    }

    /** The server goes down, for no sync can be believed after one that failed, and recovers on a disk that works. */
    private void whileSyncsFail(Runnable work) throws Exception {
        try (Connection witness = database.connection()) {
            connectAll();
            FailingSync failing =
                    FailingSync.of(server.processes().stream().skip(1).toList());
            try (failing) {
                work.run();
            }
            long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (witness.isValid(1)) { // it ends its other processes a moment later
                assertThat(System.nanoTime()).as("the server never went down").isLessThan(patience);
            }
        }
        while (!database.ping()) {
            Thread.onSpinWait();
        }
    }

    /** Every connection has its process from here on: one that came later would not fail. */
    private void connectAll() throws SQLException {
        List<Connection> others = new ArrayList<>();
        while (others.size() < CONNECTIONS - 1) {
            others.add(database.connection());
        }
        for (Connection other : others) {
            other.close();
        }
    }

    private CompletableFuture<ProcessHandle> down() throws IOException {
        return server.processes().getFirst().onExit();
    }

    private List<Entry> wave() {
        return List.of(asking(WAVE));
    }

    private Entry[] asking(int count) {
        int before = asked.size();
        IntStream.range(before, before + count)
                .forEach(nth -> asked.add(entry("asked-" + nth, move(books.free, books.ada, 1))));
        return asked.subList(before, before + count).toArray(Entry[]::new);
    }

    private List<Throwable> askUntilRefused() {
        List<Throwable> refusals = List.of();
        for (int waves = 0; refusals.isEmpty(); waves++) {
            assertThat(waves).as("waves that were answered").isLessThan(WAVES_MAX);
            refusals = ask(wave());
        }
        return refusals;
    }

    /** Asks the lane for all at once, writes down what is acknowledged, and returns what the others were told. */
    private List<Throwable> ask(List<Entry> entries) {
        List<CompletableFuture<PostResult>> answers =
                entries.stream().map(lane::post).toList();
        List<Throwable> refusals = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            try {
                long sequence = answers.get(i).join().outcome().orThrow();
                acknowledged.put(entries.get(i).id(), sequence);
            } catch (CompletionException e) {
                refusals.add(e.getCause());
            }
        }
        return refusals;
    }

    /** By the same lane, over the same connections. */
    private void everyEntryEndsOnce() {
        Map<UUID, Long> before = Map.copyOf(acknowledged);
        assertThat(ask(asked)).isEmpty();
        assertThat(acknowledged).containsAllEntriesOf(before).hasSameSizeAs(asked);
        assertThat(books.postAll(asked.toArray(Entry[]::new)))
                .isEqualTo(asked.stream()
                        .map(entry -> new AlreadyPosted(acknowledged.getOrDefault(entry.id(), 0L)))
                        .toList());
        assertThat(books.posted(books.ada)).isEqualTo(asked.size());
        BooksAudit.holds(database, books.journal, acknowledged);
    }

    private static void saysTheDiskIsFull(Throwable refusal) {
        isClear(refusal);
        assertThat(refusal)
                .hasMessageStartingWith("the database's disk is full: ")
                .hasMessageEndingWith("No space left on device");
    }

    private static void isClear(Throwable refusal) {
        assertThat(refusal).isInstanceOf(Database.Unreachable.class);
        assertThat(refusal.getMessage()).startsWith("the database").hasLineCount(1);
    }
}
