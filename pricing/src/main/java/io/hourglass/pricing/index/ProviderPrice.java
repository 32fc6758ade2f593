package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A provider's one price of the day: the median over its live offers of the strongest evidence. */
record ProviderPrice(
        Evidence evidence, int offers, long gpus, double price, Instant newest, List<String> observations) {

    /** @param live at least one observation, none of them stale */
    static ProviderPrice of(List<Observation> live) {
        Evidence strongest = Evidence.LISTED;
        for (Observation observation : live) {
            if (observation.evidence().compareTo(strongest) > 0) {
                strongest = observation.evidence();
            }
        }
        List<Observation> used = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        long gpus = 0;
        Instant newest = Instant.MIN;
        for (Observation observation : live) {
            if (observation.evidence() == strongest) {
                used.add(observation);
                ids.add(observation.id());
                gpus += observation.gpuCount();
            }
            newest = observation.observedAt().isAfter(newest) ? observation.observedAt() : newest;
        }
        ids.sort(Comparator.naturalOrder());
        return new ProviderPrice(strongest, used.size(), gpus, median(used), newest, List.copyOf(ids));
    }

    /**
     * The weighted median with the midpoint convention: the smallest price at which the cumulated
     * GPUs exceed half of all; where they are exactly half, the mean of that price and the next.
     * An offer of unknown size counts as one GPU.
     */
    static double median(List<Observation> offers) {
        List<Observation> sorted = new ArrayList<>(offers);
        sorted.sort(Comparator.comparingDouble(Observation::usdPerGpuHour));
        long total = 0;
        for (Observation offer : sorted) {
            total += weight(offer);
        }
        long cumulated = 0;
        for (int i = 0; i < sorted.size(); i++) {
            cumulated += weight(sorted.get(i));
            double price = sorted.get(i).usdPerGpuHour();
            if (2 * cumulated == total) {
                return (price + sorted.get(i + 1).usdPerGpuHour()) / 2;
            }
            if (2 * cumulated > total) {
                return price;
            }
        }
        throw new IllegalArgumentException("there is no median of no offers");
    }

    private static long weight(Observation offer) {
        return Math.max(1, offer.gpuCount());
    }
}
