package io.hourglass.pricing.index;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fixes one index (GPU class and kind) day by day. Pure: state and new observations in, state and
 * the day's result out.
 *
 * <pre>
 * IndexState state = IndexState.EMPTY;
 * for (each day) {
 *     Step step = engine.fix(state, fixingTime, observationsSinceTheLastFixing);
 *     state = step.state();
 *     switch (step.result()) { case Fixing f -&gt; ...; case Gap g -&gt; ...; }
 * }
 * </pre>
 */
public final class IndexEngine {
    private final Methodology methodology;

    public IndexEngine(Methodology methodology) {
        this.methodology = methodology;
    }

    /** The day's result, and the state the next day starts from. */
    public record Step(IndexState state, DayResult result) {}

    /**
     * Fixes one day.
     *
     * @param at the fixing time, later than the last one (20:00 UTC by the rulebook)
     * @param fresh what was observed since the last fixing, in any order, none after {@code at}
     */
    public Step fix(IndexState state, Instant at, List<Observation> fresh) {
        SortedMap<String, ProviderHistory> providers = LiveOffers.update(state.providers(), fresh, at, methodology);
        Screen.Screened screened = Screen.of(providers, at, methodology);
        List<PastFixing> finals = state.finals();
        DayResult result = decide(screened, finals, at);
        if (result instanceof Fixing fixing && fixing.basis() != Basis.CARRIED) {
            finals = keepLast(finals, new PastFixing(at, fixing.value(), fixing.band()));
        }
        return new Step(new IndexState(screened.providers(), finals), result);
    }

    /**
     * Fixes every day from the first fixing time to the last, both included, one every 24 hours.
     *
     * @param history all observations, in any order; those after {@code last} are not looked at
     */
    public List<DayResult> fixAll(List<Observation> history, Instant first, Instant last) {
        NavigableDays days = new NavigableDays(history, first);
        List<DayResult> results = new ArrayList<>();
        IndexState state = IndexState.EMPTY;
        for (Instant at = first; !at.isAfter(last); at = at.plus(Duration.ofDays(1))) {
            Step step = fix(state, at, days.upTo(at));
            state = step.state();
            results.add(step.result());
        }
        return results;
    }

    private DayResult decide(Screen.Screened screened, List<PastFixing> finals, Instant at) {
        List<Vote> firm = screened.votes().stream()
                .filter(vote -> vote.evidence() != Evidence.LISTED)
                .toList();
        if (gate(firm).passed()) {
            List<Exclusion> exclusions = new ArrayList<>(screened.exclusions());
            screened.votes().stream()
                    .filter(vote -> vote.evidence() == Evidence.LISTED)
                    .map(IndexEngine::notNeeded)
                    .forEach(exclusions::add);
            return compute(Basis.FIRM, firm, exclusions, at);
        }
        if (gate(screened.votes()).passed()) {
            return compute(Basis.WIDENED, screened.votes(), screened.exclusions(), at);
        }
        return carryOrGap(screened, finals, at);
    }

    private Fixing compute(Basis basis, List<Vote> votes, List<Exclusion> exclusions, Instant at) {
        List<Vote> weighted = Weights.assign(votes, methodology);
        return Fixing.recompute(new Receipts(at, basis, weighted, List.of(), exclusions, gate(votes)), methodology);
    }

    private DayResult carryOrGap(Screen.Screened screened, List<PastFixing> finals, Instant at) {
        Gate gate = gate(screened.votes());
        List<Gap.Reason> reasons = new ArrayList<>();
        if (gate.providers() < gate.providersNeeded()) {
            reasons.add(Gap.Reason.TOO_FEW_PROVIDERS);
        }
        if (gate.offers() < gate.offersNeeded()) {
            reasons.add(Gap.Reason.TOO_FEW_OFFERS);
        }
        if (finals.isEmpty()) {
            reasons.add(Gap.Reason.NOTHING_TO_CARRY);
            return new Gap(at, reasons, gate, screened.exclusions());
        }
        long gapDays = Duration.between(finals.getLast().at(), at).toDays();
        if (gapDays > methodology.carryMaxDays()) {
            reasons.add(Gap.Reason.CARRIED_TOO_LONG);
            return new Gap(at, reasons, gate, screened.exclusions());
        }
        int count = (int) Math.min(Math.min(gapDays, methodology.carryMeanMax()), finals.size());
        List<PastFixing> carried = finals.subList(finals.size() - Math.max(count, 1), finals.size());
        return Fixing.recompute(
                new Receipts(at, Basis.CARRIED, List.of(), carried, screened.exclusions(), gate), methodology);
    }

    private Gate gate(List<Vote> votes) {
        int offers = votes.stream().mapToInt(Vote::offers).sum();
        return new Gate(votes.size(), offers, methodology.providersNeeded(), methodology.offersNeeded());
    }

    private List<PastFixing> keepLast(List<PastFixing> finals, PastFixing latest) {
        List<PastFixing> kept = new ArrayList<>(finals);
        kept.add(latest);
        return kept.subList(Math.max(0, kept.size() - methodology.carryMeanMax()), kept.size());
    }

    private static Exclusion notNeeded(Vote vote) {
        return new Exclusion(
                vote.provider(), Exclusion.Reason.LIST_PRICE_NOT_NEEDED, vote.price(), 0, 0, vote.observations());
    }

    /** The observations by the fixing they are first seen at. */
    private static final class NavigableDays {
        private final TreeMap<Instant, List<Observation>> byTime = new TreeMap<>();

        NavigableDays(List<Observation> history, Instant first) {
            for (Observation observation : history) {
                Instant seen = observation.observedAt().isAfter(first) ? observation.observedAt() : first;
                byTime.computeIfAbsent(seen, key -> new ArrayList<>()).add(observation);
            }
        }

        List<Observation> upTo(Instant at) {
            List<Observation> day = new ArrayList<>();
            while (!byTime.isEmpty() && !byTime.firstKey().isAfter(at)) {
                Map.Entry<Instant, List<Observation>> first = byTime.pollFirstEntry();
                day.addAll(first.getValue());
            }
            return day;
        }
    }
}
