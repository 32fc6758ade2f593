package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Reservation.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ledger that is in memory: its head, and of accounts, pending transfers and entries
 * those that were looked up. {@link Evaluation} posts to it; what it did is written as {@link #rows}.
 *
 * <p>What a refused entry did is undone; what an accepted one did is not: books whose rows did not
 * get into the database are forgotten.
 */
final class Books {
    /** An entry that is in the journal. */
    record Stored(long sequence, Entry entry) {}

    /** How far things were done. */
    record Mark(int undo, int rows) {}

    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<UUID, Reservation> reservations = new HashMap<>();
    private final Map<UUID, Stored> stored = new HashMap<>();
    private final List<Runnable> undo = new ArrayList<>();
    private List<TransferRow> rows = new ArrayList<>();
    private final Frontier frontier;
    private long size;
    private Instant recorded;
    private String recordedText;

    Books(long size, Instant recorded, Frontier frontier) {
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

    @Nullable
    Reservation reservation(UUID pending) {
        return reservations.get(pending);
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

    /** Forgets what was looked up beyond these many of each: memory is bounded. */
    void keepAtMost(int each) {
        if (standings.size() > each) {
            standings.clear();
            reservations.clear();
        }
        if (reservations.size() > each) {
            reservations.clear();
        }
        if (stored.size() > each) {
            stored.clear();
        }
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
