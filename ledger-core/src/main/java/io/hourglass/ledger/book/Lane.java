package io.hourglass.ledger.book;

import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.PostResult.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The group-commit writer of one ledger: gathers the entries that many callers post at once into
 * sets, commits each set durably in one statement, and answers every caller with the result of its
 * own entry. Entries are taken in the order they are handed in.
 *
 * <p>It keeps the ledger's head and the accounts it met in memory. That is safe with other writers on
 * the same ledger, in this process or in others: a set is only taken by the database if it follows
 * the head it was made from, and nobody changes a balance without moving the head. When the head has
 * moved, the lane forgets what it knew and posts the set under the ledger's lock.
 *
 * <p>Two sets are under way at a time: while the first moves its balances and is committed, the rows of the
 * second are written. Then it waits in the database for the first to end, whose head it follows. Meanwhile a
 * third is made from what the second will leave, so that it can go as soon as the first has ended.
 *
 * <p>One thread at a time is at the helm, of books and flights: the lane's own, or that of a
 * caller who found nothing else to be done.
 */
public final class Lane implements AutoCloseable {
    private static final int SET_MAX = Entry.TRANSFERS_MAX;
    private static final int FLIGHTS_MAX = 2;
    private static final int WORTH_A_SECOND = 16;
    private static final int WORTH_MAKING = 64;
    private static final int TRIES = 3;
    private static final long LINGER_NANOS = 200_000;
    private static final long NAP_NANOS = 50_000_000;

    private final Database database;
    private final int ledger;
    private final Clock clock;
    private final BlockingQueue<Asked> queue;
    private final ExecutorService writers = Executors.newFixedThreadPool(FLIGHTS_MAX);
    private final Deque<Sent> flights = new ArrayDeque<>();
    private final ReentrantLock helm = new ReentrantLock();
    private final Thread thread;
    private volatile boolean closed;

    /** How many callers there seemed to be when the last set landed, and when that was. */
    private volatile int expected = 1;

    private long landed = System.nanoTime() - LINGER_NANOS;

    /** How many entries must wait before the lane's thread is to be woken. */
    private volatile int awaited = 1;

    private @Nullable Books books;
    private Draft draft = new Draft();

    /** That was written to last. */
    private Segment segment = new Segment(Segment.ANY, 0, 0);

    private record Asked(Entry entry, CompletableFuture<PostResult> answer) {}

    /** A set whose rows are on their way, and what it will be answered when they are there. */
    private record Sent(List<Asked> set, List<PostResult> results, Flight flight) {}

    /** A set in the making, after all that are under way. What it has is void once the lane has other books. */
    private static final class Draft {
        final List<Asked> set = new ArrayList<>();
        final List<PostResult> results = new ArrayList<>();

        /** By which it was evaluated; null before. */
        @Nullable
        Books books;

        int transfers;

        /** Whether what is asked next does not fit. */
        boolean full;
    }

    /** @param waiting how many entries may wait for their set; more are refused as {@link Reason#BUSY} */
    public Lane(Database database, Journal journal, Clock clock, int waiting) {
        this.database = database;
        this.ledger = journal.ledger();
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.thread = Thread.ofPlatform().name("lane-" + ledger).start(this::work);
    }

    /**
     * Posts an entry. The answer comes when it is durable, on the lane's own thread: do no long work
     * there. It fails with {@link Database.Unreachable} where the entry could not be written, for a full
     * disk say, or it cannot be known whether it was; asking again with the same id is safe then, as it
     * always is.
     */
    public CompletableFuture<PostResult> post(Entry entry) {
        Asked asked = new Asked(entry, new CompletableFuture<>());
        if (closed) {
            refuse(asked, "the ledger is closing");
        } else if (!queue.offer(asked)) {
            refuse(asked, queue.size() + " entries are waiting already");
        } else if (!thread.isAlive()) {
            refuseWhatIsLeft();
        } else if (queue.size() >= awaited) {
            LockSupport.unpark(thread);
        }
        return asked.answer;
    }

    /**
     * Posts an entry and waits for its durable answer, {@link #post} in one call. Where nothing else is
     * under way the caller writes it itself: handing it over and being woken would take longer.
     *
     * @throws Database.Unreachable where {@link #post} would fail with it
     */
    public PostResult postNow(Entry entry) {
        try {
            if (expected == 1 && queue.isEmpty() && helm.tryLock()) {
                try {
                    if (!closed && flights.isEmpty() && draft.set.isEmpty()) {
                        return alone(new Asked(entry, new CompletableFuture<>()));
                    }
                } finally {
                    helm.unlock();
                }
            }
            return post(entry).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }

    private PostResult alone(Asked asked) {
        launch(List.of(asked));
        landAll();
        return asked.answer.join();
    }

    private static void refuse(Asked asked, String why) {
        asked.answer.complete(new Refused(Reason.BUSY, why + ": ask again, with the same id"));
    }

    /** How many entries wait for their set. */
    public int waiting() {
        return queue.size();
    }

    /** Takes no more, writes what is waiting, and ends. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writers.shutdown();
        // whoever is writing for themselves has an answer before what they write to is taken away
        helm.lock();
        try {
            refuseWhatIsLeft();
        } finally {
            helm.unlock();
        }
    }

    /** What was handed in while the lane ended, once it has: nobody else takes from the queue then. */
    private void refuseWhatIsLeft() {
        for (Asked late = queue.poll(); late != null; late = queue.poll()) {
            refuse(late, "the ledger has closed");
        }
    }

    private void work() {
        while (!(closed && queue.isEmpty() && draft.set.isEmpty() && flights.isEmpty())) {
            boolean idle;
            boolean soon;
            helm.lock();
            try {
                idle = !step();
                soon = flights.isEmpty() && lingering();
                awaited = awaited();
            } finally {
                helm.unlock();
            }
            if (idle && queue.size() < awaited) {
                LockSupport.parkNanos(this, soon ? LINGER_NANOS : NAP_NANOS);
            }
        }
    }

    /** Lands a set, goes on making one or sends it; false if there is nothing to do. */
    private boolean step() {
        if (!flights.isEmpty() && flights.getFirst().flight.hasEnded()) {
            land(this::sendIfDue);
            return true;
        }
        if (queue.size() < awaited()) {
            return false;
        }
        if (!queue.isEmpty()) {
            make(gather());
        }
        sendIfDue();
        return true;
    }

    private void sendIfDue() {
        if (awaited() == 0) {
            send();
        }
    }

    /** How many entries more are waited for before the set in the making goes on, or before it goes: none then. */
    private int awaited() {
        if (draft.full) {
            return flights.size() < FLIGHTS_MAX ? 0 : Integer.MAX_VALUE;
        }
        return Math.clamp(enough() - draft.set.size(), 0, WORTH_MAKING);
    }

    /**
     * How many entries a set is sent with. After a set has landed, as many as were posted meanwhile are
     * waited for a moment: callers who have their answers come back. While one is under way, another is
     * sent when it is of some size: a few entries wait for the first to land.
     */
    private int enough() {
        if (flights.isEmpty()) {
            return lingering() ? expected : 1;
        }
        return flights.size() < FLIGHTS_MAX
                ? Math.max(WORTH_A_SECOND, flights.getLast().set.size() / 2)
                : Integer.MAX_VALUE;
    }

    private boolean lingering() {
        return expected > 1 && System.nanoTime() - landed < LINGER_NANOS;
    }

    /** What waits, as far as the set in the making has room for it. */
    private List<Asked> gather() {
        List<Asked> more = new ArrayList<>();
        for (Asked next = queue.peek(); next != null; next = queue.peek()) {
            int with = draft.transfers + next.entry.transfers().size();
            if (draft.transfers > 0 && with > SET_MAX) {
                draft.full = true;
                break;
            }
            draft.transfers = with;
            more.add(queue.remove());
        }
        return more;
    }

    /** Evaluates more after what is made already; all of it anew where the lane has come to have other books. */
    private void make(List<Asked> more) {
        List<Asked> anew = new ArrayList<>();
        if (draft.books != books) {
            anew.addAll(draft.set);
            draft.set.clear();
            draft.results.clear();
        }
        anew.addAll(more);
        try {
            Books now = look(anew, draft.set.isEmpty());
            draft.results.addAll(evaluate(now, anew));
            draft.books = now;
            draft.set.addAll(anew);
        } catch (SQLException | RuntimeException | Error e) {
            anew.addAll(0, draft.set);
            draft = new Draft();
            landAll();
            redo(anew);
        }
    }

    /** Hands the set in the making to a writer, after those under way. */
    private void send() {
        Draft made = draft;
        draft = new Draft();
        Books by = made.books;
        if (by == null || by != books || by.rows().isEmpty()) {
            launch(made.set);
            return;
        }
        try {
            launch(made.set, made.results, by.rows(), by.recorded());
        } catch (SQLException | RuntimeException | Error e) {
            landAll();
            redo(made.set);
        }
    }

    /** Evaluates a set after those under way, and hands it to a writer. */
    private void launch(List<Asked> set) {
        try {
            for (int tries = 1; tries <= TRIES; tries++) {
                Books now = look(set, true);
                List<PostResult> results = evaluate(now, set);
                if (!now.rows().isEmpty()) {
                    launch(set, results, now.rows(), now.recorded());
                    return;
                }
                // A set that writes nothing proves nothing: a refusal may rest on what others changed.
                landAll();
                if (books == now && committed() == now.size()) {
                    answer(set, results);
                    return;
                }
                books = null;
            }
            redo(set);
        } catch (SQLException | RuntimeException | Error e) {
            landAll();
            redo(set);
        }
    }

    /** A small set that nothing is ahead of is written at once: handing it over would take longer. */
    private void launch(List<Asked> set, List<PostResult> results, List<TransferRow> rows, Instant recorded)
            throws SQLException {
        Sent ahead = flights.peekLast();
        Flight flight = new Flight(ledger, table(rows), recorded, rows, ahead == null ? null : ahead.flight);
        flights.addLast(new Sent(set, results, flight));
        if (ahead == null && set.size() < WORTH_A_SECOND) {
            flight.writeAlone(database);
            return;
        }
        writers.execute(() -> {
            flight.writeInTurn(database);
            LockSupport.unpark(thread);
        });
    }

    private Books look(List<Asked> set, boolean begins) throws SQLException {
        Books now = books;
        if (now == null) {
            landAll();
            try (Connection connection = database.connection()) {
                now = new BooksReader(connection, ledger).glance();
            }
            books = now;
        }
        if (begins) {
            now.begin(clock.instant());
        }
        BooksReader.Missing missing =
                BooksReader.missing(now, set.stream().map(Asked::entry).toList());
        if (!missing.isEmpty()) {
            try (Connection connection = database.connection()) {
                new BooksReader(connection, ledger).lookUp(now, missing);
            }
        }
        return now;
    }

    private List<PostResult> evaluate(Books now, List<Asked> set) throws SQLException {
        List<PostResult> results = new ArrayList<>(set.size());
        for (Asked asked : set) {
            results.add(Evaluation.post(now, asked.entry));
        }
        recall(now, set, results);
        return results;
    }

    /**
     * Looks up the refused entries whose ids are not in memory: one that is in the journal was refused
     * for what it has itself spent. The journal's word for an id that is new is the database's.
     */
    private void recall(Books now, List<Asked> set, List<PostResult> results) throws SQLException {
        List<Integer> refused = IntStream.range(0, results.size())
                .filter(i -> results.get(i) instanceof Refused
                        && now.stored(set.get(i).entry.id()) == null)
                .boxed()
                .toList();
        if (refused.isEmpty()) {
            return;
        }
        try (Connection connection = database.connection()) {
            new BooksReader(connection, ledger)
                    .recall(now, refused.stream().map(i -> set.get(i).entry).toList());
        }
        for (int i : refused) {
            Entry entry = set.get(i).entry;
            if (now.stored(entry.id()) != null) {
                results.set(i, Evaluation.post(now, entry));
            }
        }
    }

    private long committed() throws SQLException {
        try (Connection connection = database.connection()) {
            return new BooksReader(connection, ledger).size();
        }
    }

    /** The table of their segment, where all of these rows belong to one that is open. */
    private String table(List<TransferRow> rows) throws SQLException {
        if (!segment.holds(rows)) {
            try (Connection connection = database.connection()) {
                segment = new BooksReader(connection, ledger)
                        .segment(rows.getFirst().sequence())
                        .orElse(segment);
            }
        }
        return segment.holds(rows) ? segment.table() : Segment.ANY;
    }

    private void landAll() {
        while (!flights.isEmpty()) {
            land(() -> {});
        }
    }

    /**
     * Waits for the first set under way, and answers it. One that failed is posted under the lock.
     *
     * @param then what is done before the answers where it did not fail, as they take a while
     */
    private void land(Runnable then) {
        Sent first = flights.removeFirst();
        if (first.flight.failure() == null) {
            expected = first.set.size() + draft.set.size() + queue.size();
            landed = System.nanoTime();
            then.run();
            answer(first.set, first.results);
            return;
        }
        books = null;
        redo(first.set);
    }

    /** Under the lock, with every id looked up: whatever was in the way is answered for what it is. */
    private void redo(List<Asked> set) {
        books = null;
        try {
            List<Entry> entries = set.stream().map(Asked::entry).toList();
            answer(set, database.inTx(tx -> Posting.post(tx, ledger, entries)));
        } catch (RuntimeException | Error e) {
            set.forEach(asked -> asked.answer.completeExceptionally(e));
        }
    }

    private static void answer(List<Asked> set, List<PostResult> results) {
        for (int i = 0; i < set.size(); i++) {
            set.get(i).answer.complete(results.get(i));
        }
    }
}
