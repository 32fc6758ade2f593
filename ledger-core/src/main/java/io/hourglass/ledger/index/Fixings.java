package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Determinations.Determined;
import io.hourglass.ledger.index.Determinations.Of;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Gap;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the index: every day at 20:00 UTC provisionally, one business day later for good, each
 * with its receipts. A day without a fixing is recorded as a gap from the first fixing on. A final
 * fixing is never restated; {@link #correct} adds a row of its own kind.
 */
public final class Fixings {
    private final Database database;
    private final Clock clock;
    private final Methodologies methodologies;
    private final FixingTable table = new FixingTable();

    /** Engine states after the last committed work; made again from the database when absent. */
    private @Nullable Tracks tracks;

    private @Nullable Due done;

    public Fixings(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.methodologies = new Methodologies(clock);
    }

    /** What there is to do: nothing new of it, nothing to do. */
    private record Due(LocalDate provisional, LocalDate definitive, long observations) {}

    private record Worked(Tracks tracks, Due due, int published) {}

    /** Publishes what is due by the business clock; returns how many rows. */
    public int doWork() {
        return doWork(tx -> {});
    }

    /** @param then what belongs to a publication, done in its transaction: the curves */
    public synchronized int doWork(Consumer<Tx> then) {
        Instant now = clock.instant();
        @Nullable
        Worked worked = database.inTx(tx -> {
            @Nullable Worked published = work(tx, now);
            if (published != null) {
                then.accept(tx);
            }
            return published;
        });
        if (worked == null) {
            return 0;
        }
        tracks = worked.tracks();
        done = worked.due();
        return worked.published();
    }

    private @Nullable Worked work(Tx tx, Instant now) {
        Due due = new Due(Timetable.provisionalDue(now), Timetable.definitiveDue(now), lastObservation(tx));
        if (due.equals(done) || !alone(tx)) {
            return null;
        }
        methodologies.register(tx);
        RuleBook rules = methodologies.book(tx);
        Tracks next = current(tx, rules);
        next.take(tx, due.observations());
        List<FixingTable.Row> rows = new ArrayList<>();
        Map<IndexName, Set<LocalDate>> provisional = table.provisionalDays(tx);
        Map<Of, Determined> determined = Determinations.approved(tx);
        for (Track track : next.all()) {
            Set<LocalDate> known = provisional.getOrDefault(track.index(), Set.of());
            rows.addAll(publish(rules, determined, track, next.seen(), due, known, now));
        }
        table.insert(tx, rows);
        return new Worked(next, due, rows.size());
    }

    private static List<FixingTable.Row> publish(
            RuleBook rules,
            Map<Of, Determined> determined,
            Track track,
            long seen,
            Due due,
            Set<LocalDate> provisional,
            Instant now) {
        List<FixingTable.Row> rows = new ArrayList<>();
        for (Track.Day day : track.goOn(rules, due.definitive())) {
            FixingTable.Row row = row(rules, track, day, Status.FINAL, seen, now);
            Determined by = determined.get(new Of(track.index(), day.day()));
            rows.add(by != null && day.result() instanceof Gap ? row.determined(by) : row);
        }
        for (Track.Day day : track.copy().goOn(rules, due.provisional())) {
            if (day.day().isAfter(due.definitive()) && !provisional.contains(day.day())) {
                rows.add(row(rules, track, day, Status.PROVISIONAL, seen, now));
            }
        }
        return rows;
    }

    private static FixingTable.Row row(
            RuleBook rules, Track track, Track.Day day, Status status, long seen, Instant now) {
        return FixingTable.Row.of(track.index(), day, status, rules.on(day.day()), seen, now);
    }

    /** The states to go on from: those in memory if they are where the database is. */
    private Tracks current(Tx tx, RuleBook rules) {
        Tracks here = tracks;
        if (here != null && table.finalDays(tx).equals(finalDays(here))) {
            return here.copy();
        }
        return Tracks.replay(tx, rules);
    }

    private static Map<IndexName, LocalDate> finalDays(Tracks tracks) {
        Map<IndexName, LocalDate> days = new HashMap<>();
        for (Track track : tracks.all()) {
            LocalDate through = track.through();
            if (through != null) {
                days.put(track.index(), through);
            }
        }
        return days;
    }

    /**
     * What a final fixing should have been by all that is known now, as a row of its own kind. The
     * final stands, and settlement goes by it.
     */
    public Outcome<PublishedFixing> correct(Tx tx, IndexName index, LocalDate day, String reason) {
        Optional<PublishedFixing> was = table.find(tx, index, day, Status.FINAL);
        if (was.isEmpty()) {
            return Outcome.refused(IndexRefusal.NOT_FINAL, index + " has no final fixing of " + day);
        }
        RuleBook rules = methodologies.book(tx);
        Tracks afresh = Tracks.empty();
        afresh.take(tx, lastObservation(tx));
        Track track = afresh.track(index);
        List<Track.Day> days = track.start(rules, day);
        if (days.isEmpty() || !days.getLast().day().equals(day)) {
            return Outcome.refused(IndexRefusal.UNKNOWN_FIXING, index + " cannot be fixed anew for " + day);
        }
        FixingTable.Row row = row(rules, track, days.getLast(), Status.CORRECTION, afresh.seen(), clock.instant());
        table.insert(tx, List.of(row.corrected(table.corrections(tx, index, day) + 1, reason)));
        return Outcome.done(table.find(tx, index, day, Status.CORRECTION).orElseThrow());
    }

    /** The indices that were ever fixed. */
    public List<IndexName> indices(Tx tx) {
        return table.indices(tx);
    }

    /** The latest fixing with a value of each index, final or provisional, by name. */
    public List<PublishedFixing> latest(Tx tx) {
        return table.latest(tx);
    }

    /** The latest fixing of an index that has a value; final where the day has both. */
    public Optional<PublishedFixing> latest(Tx tx, IndexName index) {
        return table.latest(tx, index);
    }

    /** What stands for each day of a span: the final where there is one. Oldest first, gaps included. */
    public List<PublishedFixing> history(Tx tx, IndexName index, LocalDate from, LocalDate to) {
        return table.history(tx, index, from, to);
    }

    /** All that was ever published for the days of a span: provisional, final and corrections. */
    public List<PublishedFixing> published(Tx tx, LocalDate from, LocalDate to) {
        return table.published(tx, from, to);
    }

    /** Final fixings and gaps of a span: all that settlement goes by. */
    public List<PublishedFixing> finals(Tx tx, IndexName index, LocalDate from, LocalDate to) {
        return table.history(tx, index, from, to).stream()
                .filter(fixing -> fixing.status() == Status.FINAL)
                .toList();
    }

    public Optional<PublishedFixing> find(Tx tx, IndexName index, LocalDate day, Status status) {
        return table.find(tx, index, day, status);
    }

    /** The receipts under a digest: canonical JSON. */
    public Optional<String> receipts(Tx tx, Hash digest) {
        return table.receipts(tx, digest);
    }

    /** How many fixings (days with a value) and gaps are final. */
    public Counts counts(Tx tx) {
        return table.counts(tx);
    }

    /** @param classes GPU classes with a headline fixing */
    public record Counts(long fixings, long gaps, long indices, long classes) {}

    private static long lastObservation(Tx tx) {
        return tx.first("select coalesce(max(number), 0) from hourglass.observation", row -> row.getLong(1))
                .orElse(0L);
    }

    /** Nothing is published meanwhile: for what must be in time for a final, or not at all. */
    static void waitForPublisher(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('index:fixings', 0))", row -> 1);
    }

    /** One publisher at a time; another instance's turn is not waited for. */
    private static boolean alone(Tx tx) {
        return tx.first(
                        "select pg_try_advisory_xact_lock(hashtextextended('index:fixings', 0))",
                        row -> row.getBoolean(1))
                .orElse(false);
    }
}
