package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps each provider's offers current: the latest word on each replaces the one before. */
final class LiveOffers {
    private record Key(String offer, Evidence evidence) {
        static Key of(Observation observation) {
            return new Key(observation.offer(), observation.evidence());
        }
    }

    /** Of two words on the same offer at the same time the later id stands, in any order of arrival. */
    private static final Comparator<Observation> LATEST = Comparator.comparing(Observation::observedAt)
            .thenComparing(Observation::id)
            .thenComparingDouble(Observation::usdPerGpuHour);

    private LiveOffers() {}

    static SortedMap<String, ProviderHistory> update(
            SortedMap<String, ProviderHistory> before, List<Observation> fresh, Instant at, Methodology methodology) {
        Map<String, List<Observation>> byProvider = new HashMap<>();
        for (Observation observation : fresh) {
            if (observation.observedAt().isAfter(at)) {
                throw new IllegalArgumentException("observed after the fixing: " + observation);
            }
            byProvider
                    .computeIfAbsent(observation.provider(), key -> new ArrayList<>())
                    .add(observation);
        }
        SortedMap<String, ProviderHistory> after = new TreeMap<>();
        for (ProviderHistory history : before.values()) {
            List<Observation> news = byProvider.remove(history.provider());
            refresh(history, news == null ? List.of() : news, at, methodology)
                    .ifPresent(next -> after.put(next.provider(), next));
        }
        byProvider.forEach((provider, news) -> refresh(ProviderHistory.of(provider), news, at, methodology)
                .ifPresent(next -> after.put(provider, next)));
        return after;
    }

    /** Empty when the provider has not been seen for so long that it is forgotten. */
    private static Optional<ProviderHistory> refresh(
            ProviderHistory history, List<Observation> news, Instant at, Methodology methodology) {
        Instant forgetBefore = at.minus(methodology.forgetAfter());
        boolean forget = history.newest().map(forgetBefore::isAfter).orElse(false);
        ProviderHistory start = forget ? ProviderHistory.of(history.provider()) : history;
        Map<Key, Observation> latest = new HashMap<>();
        for (Observation observation : start.live()) {
            latest.put(Key.of(observation), observation);
        }
        for (Observation observation : news) {
            latest.merge(Key.of(observation), observation, (a, b) -> LATEST.compare(a, b) >= 0 ? a : b);
        }
        List<Observation> live = latest.values().stream()
                .filter(o -> !isStale(o, at, methodology))
                .sorted(LATEST.thenComparing(Observation::offer).thenComparing(Observation::evidence))
                .toList();
        if (forget && live.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProviderHistory(history.provider(), live, start.accepted(), start.pending(), start.newest()));
    }

    private static boolean isStale(Observation observation, Instant at, Methodology methodology) {
        return observation.observedAt().isBefore(at.minus(methodology.staleAfter(observation.evidence())));
    }
}
