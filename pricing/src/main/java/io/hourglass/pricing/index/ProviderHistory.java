package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a provider from one fixing to the next.
 *
 * @param live the latest observation of each offer and evidence that is not stale yet
 * @param accepted its last accepted prices, oldest first, at most 20; USD per GPU-hour
 * @param pending prices left out in a row since the last accepted one, oldest first
 * @param newest time of the newest observation that was screened; the same one is not counted twice
 */
public record ProviderHistory(
        String provider,
        List<Observation> live,
        List<Double> accepted,
        List<Double> pending,
        Optional<Instant> newest) {

    public ProviderHistory {
        live = List.copyOf(live);
        accepted = List.copyOf(accepted);
        pending = List.copyOf(pending);
    }

    public static ProviderHistory of(String provider) {
        return new ProviderHistory(provider, List.of(), List.of(), List.of(), Optional.empty());
    }

    /** Mean of the accepted prices, USD per GPU-hour; 0 of none. */
    public double mean() {
        return Moments.mean(accepted);
    }

    /** Sample standard deviation of the accepted prices, USD per GPU-hour; 0 of fewer than two. */
    public double sd() {
        return Moments.sd(accepted);
    }
}
