package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Reservation.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ledger that is in memory: its head, and of accounts, pending transfers and entries
 * those that were looked up. {@link Evaluation} posts to it; what it did is written as {@link #rows}.
 *
 * <p>What a refused entry did is undone; what an accepted one did is not: books whose rows did not
 * get into the database are forgotten.
 *
 * <p>Memory is bounded. What was not touched by the last 65,536 accounts, or 32,768 reservations or
 * transfers, may be forgotten and is looked up again. Sets that are not committed yet touched fewer, so
 * what they did is never looked up.
 */
final class Books {
    /** An entry that is in the journal. */
    record Stored(long sequence, Entry entry) {}

    /** How far things were done. */
    record Mark(int undo, int rows) {}

    /** As many as an eighth of the heap holds, at some 320 bytes each, in both generations. */
    private static final int ACCOUNTS_MAX =
            Math.clamp(Runtime.getRuntime().maxMemory() / 8 / 2 / 320, 8 * Entry.TRANSFERS_MAX, 10_000_000);

    /** What two sets under way and one in the making touch; what is kept for longer is what collecting garbage costs. */
    private static final int OTHERS_MAX = 4 * Entry.TRANSFERS_MAX;

    private final Recent<String, Standing> standings;
    private final Recent<UUID, Reservation> reservations;
    private final Recent<UUID, Stored> stored;
    private final List<Runnable> undo = new ArrayList<>();
    private List<TransferRow> rows = new ArrayList<>();
    private final Frontier frontier;
    private long size;
    private Instant recorded;
    private String recordedText;

    Books(long size, Instant recorded, Frontier frontier) {
        this(size, recorded, frontier, ACCOUNTS_MAX, OTHERS_MAX);
    }

    /**
     * @param accounts how many at least are remembered
     * @param others how many reservations, and transfers of entries, at least are remembered
     */
    Books(long size, Instant recorded, Frontier frontier, int accounts, int others) {
        this.standings = new Recent<>(accounts, standing -> 1);
        this.reservations = new Recent<>(others, reservation -> 1);
        this.stored = new Recent<>(others, one -> one.entry().transfers().size());
        this.size = size;
        this.frontier = frontier;
        this.recorded = recorded;
        this.recordedText = CanonicalLine.instant(recorded);
    }

    /** Begins a set, recorded now or, where the head was recorded later than that, then. */
    void begin(Instant now) {
        undo.clear();
        rows = new ArrayList<>();
        Instant exact = now.truncatedTo(ChronoUnit.MICROS);
        recorded = exact.isAfter(recorded) ? exact : recorded;
        recordedText = CanonicalLine.instant(recorded);
    }

    Mark mark() {
        return new Mark(undo.size(), rows.size());
    }

    /** Undoes what was done since the mark. */
    void undo(Mark mark) {
        for (int i = undo.size() - 1; i >= mark.undo; i--) {
            undo.get(i).run();
        }
        undo.subList(mark.undo, undo.size()).clear();
        rows.subList(mark.rows, rows.size()).clear();
    }

    /** How many entries the journal has. */
    long size() {
        return size;
    }

    /** When this set is recorded, to the microsecond. */
    Instant recorded() {
        return recorded;
    }

    String recordedText() {
        return recordedText;
    }

    /** What this set writes, in order; the list is the caller's after the set. */
    List<TransferRow> rows() {
        return rows;
    }

    @Nullable
    Standing standing(String path) {
        return standings.get(path);
    }

    /** Null too if one of its accounts was forgotten, and perhaps looked up again since, as another object. */
    @Nullable
    Reservation reservation(UUID pending) {
        Reservation known = reservations.get(pending);
        return known != null && isKnown(known.from) && isKnown(known.to) ? known : null;
    }

    private boolean isKnown(Standing standing) {
        return !standing.exists() || standings.get(standing.path) == standing;
    }

    @Nullable
    Stored stored(UUID entry) {
        return stored.get(entry);
    }

    void know(Standing standing) {
        standings.put(standing.path, standing);
    }

    void know(UUID pending, Reservation reservation) {
        reservations.put(pending, reservation);
    }

    void know(Stored entry) {
        stored.put(entry.entry().id(), entry);
    }

    void reserve(UUID pending, Reservation reservation) {
        reservations.put(pending, reservation);
        undo.add(() -> reservations.remove(pending));
    }

    void resolve(Reservation reservation, State to) {
        State before = reservation.state;
        reservation.state = to;
        undo.add(() -> reservation.state = before);
    }

    /** Moves an amount, and sets another aside (or, below zero, back); null if nothing moved. */
    TransferRow.@Nullable After change(Standing from, Standing to, long amount, long reserved) {
        undo.add(from.memory());
        undo.add(to.memory());
        from.out += reserved;
        to.in += reserved;
        if (amount == 0) {
            return null;
        }
        from.give(amount);
        to.take(amount);
        return new TransferRow.After(from.version, from.posted, to.version, to.posted);
    }

    void write(TransferRow row) {
        rows.add(row);
    }

    /** Makes the rows written since the mark the journal's next entry; its sequence. */
    long accept(Entry entry, Mark since) {
        List<TransferRow> written = rows.subList(since.rows, rows.size());
        size++;
        byte[] nodes = frontier.append(CanonicalLine.of(this, entry, written));
        written.set(0, written.getFirst().headed(new TransferRow.Heading(entry, nodes)));
        know(new Stored(size, entry));
        return size;
    }
}
