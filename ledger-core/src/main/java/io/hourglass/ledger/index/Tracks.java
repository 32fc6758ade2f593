package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.pricing.index.Evidence;
import io.hourglass.pricing.index.Observation;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All indices on their way through the days. Lost with the process and made again from the
 * database: each final fixing says up to which observation the engine had seen, so the engine is
 * fed the same observations on the same days.
 */
final class Tracks {
    private static final String OBSERVED = """
            select gpu_class, kind, id, provider, offer, gpu_count, evidence, price, observed, number
            from hourglass.observation where number > ? and number <= ? order by number
            """;

    private final SortedMap<IndexName, Track> tracks;
    /** The last observation that was taken in. */
    private long seen;

    private Tracks(SortedMap<IndexName, Track> tracks, long seen) {
        this.tracks = tracks;
        this.seen = seen;
    }

    private record Seen(IndexName index, LocalDate day, long seen) {}

    /** Before any observation. */
    static Tracks empty() {
        return new Tracks(new TreeMap<>(), 0);
    }

    /** Replays the final days that were published. */
    static Tracks replay(Tx tx, RuleBook rules) {
        Tracks replayed = empty();
        List<Seen> finals = tx.query(
                """
                select index_name, day, seen from hourglass.fixing where status = 'FINAL' order by seen, index_name, day
                """,
                row -> new Seen(IndexName.parse(row.getString(1)), row.getObject(2, LocalDate.class), row.getLong(3)));
        // Days of the same index with the same sight of the observations go in one step.
        Map<Long, SortedMap<IndexName, LocalDate>> steps = new TreeMap<>();
        finals.forEach(one -> steps.computeIfAbsent(one.seen(), key -> new TreeMap<>())
                .merge(one.index(), one.day(), (a, b) -> a.isAfter(b) ? a : b));
        steps.forEach((seen, lastDays) -> {
            replayed.take(tx, seen);
            lastDays.forEach((index, last) -> replayed.track(index).goOn(rules, last));
        });
        return replayed;
    }

    /** A copy to try things on: kept when the transaction is, dropped when it is not. */
    Tracks copy() {
        SortedMap<IndexName, Track> copies = new TreeMap<>();
        tracks.forEach((index, track) -> copies.put(index, track.copy()));
        return new Tracks(copies, seen);
    }

    long seen() {
        return seen;
    }

    List<Track> all() {
        return new ArrayList<>(tracks.values());
    }

    Track track(IndexName index) {
        return tracks.computeIfAbsent(index, Track::new);
    }

    /** Takes in what was observed, up to this number in the order of arrival. */
    void take(Tx tx, long upTo) {
        if (upTo > seen) {
            tx.query(
                    OBSERVED,
                    row -> {
                        track(index(row)).observe(observation(row));
                        return 0;
                    },
                    seen,
                    upTo);
            seen = upTo;
        }
    }

    private static IndexName index(ResultSet row) throws SQLException {
        return new IndexName(GpuClass.parse(row.getString(1)), PriceKind.valueOf(row.getString(2)));
    }

    private static Observation observation(ResultSet row) throws SQLException {
        return new Observation(
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                Evidence.valueOf(row.getString(7)),
                BigDecimal.valueOf(row.getLong(8), 6).doubleValue(),
                row.getObject(9, OffsetDateTime.class).toInstant());
    }
}
