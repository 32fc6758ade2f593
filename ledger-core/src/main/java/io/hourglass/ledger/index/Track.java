package io.hourglass.ledger.index;

import io.hourglass.pricing.index.DayResult;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.IndexEngine;
import io.hourglass.pricing.index.IndexState;
import io.hourglass.pricing.index.Observation;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One index on its way through the days: the engine's state after the last final day, and what was
 * observed since. A value that is copied to try the next days; the same observations in the same
 * steps lead to the same state.
 */
final class Track {
    private final IndexName index;
    private final NavigableMap<Instant, List<Observation>> waiting;
    private IndexState state;
    private @Nullable LocalDate through;

    Track(IndexName index) {
        this(index, new TreeMap<>(), IndexState.EMPTY, null);
    }

    private Track(
            IndexName index,
            NavigableMap<Instant, List<Observation>> waiting,
            IndexState state,
            @Nullable LocalDate through) {
        this.index = index;
        this.waiting = waiting;
        this.state = state;
        this.through = through;
    }

    /** What one day brought. */
    record Day(LocalDate day, DayResult result) {}

    IndexName index() {
        return index;
    }

    /** The last day that is final; null before the first fixing. */
    @Nullable
    LocalDate through() {
        return through;
    }

    Track copy() {
        return new Track(index, new TreeMap<>(waiting), state, through);
    }

    void observe(Observation observation) {
        waiting.merge(observation.observedAt(), List.of(observation), Track::joined);
    }

    /** Starts, if it was never fixed, or goes on, to this day. */
    List<Day> goOn(RuleBook rules, LocalDate last) {
        return through == null ? start(rules, last) : advance(rules, last);
    }

    /** Goes on day by day to the last one, both included, and keeps the state. */
    private List<Day> advance(RuleBook rules, LocalDate last) {
        List<Day> days = new ArrayList<>();
        LocalDate day = through == null ? firstObserved() : through.plusDays(1);
        for (; day != null && !day.isAfter(last); day = day.plusDays(1)) {
            days.add(step(rules.engine(day), day));
            through = day;
        }
        return days;
    }

    private Day step(IndexEngine engine, LocalDate day) {
        Instant at = Timetable.provisional(day);
        List<Observation> fresh = new ArrayList<>();
        while (!waiting.isEmpty() && !waiting.firstKey().isAfter(at)) {
            fresh.addAll(waiting.pollFirstEntry().getValue());
        }
        IndexEngine.Step step = engine.fix(state, at, fresh);
        state = step.state();
        return new Day(day, step.result());
    }

    /**
     * Starts an index that was never fixed: all its days up to the last one from its first fixing
     * on, and the state after them; nothing, and no state, if there was none.
     */
    List<Day> start(RuleBook rules, LocalDate last) {
        if (!mayStart(rules, last)) {
            return List.of();
        }
        Track trial = copy();
        List<Day> days = trial.advance(rules, last);
        int first = 0;
        while (first < days.size() && !(days.get(first).result() instanceof Fixing)) {
            first++;
        }
        if (first == days.size()) {
            return List.of();
        }
        state = trial.state;
        through = trial.through;
        waiting.clear();
        waiting.putAll(trial.waiting);
        return days.subList(first, days.size());
    }

    /** Whether enough providers were ever seen while a price counts: cheaper than trying. */
    private boolean mayStart(RuleBook rules, LocalDate last) {
        Map<String, Instant> seen = new HashMap<>();
        for (var entry : waiting.headMap(Timetable.provisional(last), true).entrySet()) {
            entry.getValue().forEach(o -> seen.put(o.provider(), entry.getKey()));
            Instant from = entry.getKey().minus(rules.longestLife());
            if (seen.values().stream().filter(at -> !at.isBefore(from)).count() >= rules.fewestProviders()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable LocalDate firstObserved() {
        return waiting.isEmpty() ? null : Timetable.fixingAfter(waiting.firstKey());
    }

    private static List<Observation> joined(List<Observation> before, List<Observation> more) {
        List<Observation> all = new ArrayList<>(before);
        all.addAll(more);
        return all;
    }
}
