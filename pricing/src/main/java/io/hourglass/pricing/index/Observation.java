package io.hourglass.pricing.index;

import java.time.Instant;

/**
 * What one provider asked, or got, for an hour of one GPU at one time. All observations handed to
 * an engine are of the same index (GPU class and kind).
 *
 * @param id the caller's name of the observation, carried into the receipts
 * @param provider who asks
 * @param offer names the offer within the provider (region and machine size, say): a later
 *     observation of the same offer and evidence replaces the earlier one; each sale is an offer
 *     of its own
 * @param gpuCount GPUs the offer is for, its weight in the provider's median; 0 where unknown
 * @param usdPerGpuHour USD per GPU-hour, finite and positive
 */
public record Observation(
        String id,
        String provider,
        String offer,
        int gpuCount,
        Evidence evidence,
        double usdPerGpuHour,
        Instant observedAt) {

    public Observation {
        if (provider.isBlank()) {
            throw new IllegalArgumentException("an observation names its provider");
        }
        if (gpuCount < 0) {
            throw new IllegalArgumentException("GPUs cannot be fewer than none: " + gpuCount);
        }
        if (!Double.isFinite(usdPerGpuHour) || usdPerGpuHour <= 0) {
            throw new IllegalArgumentException("a price is positive: " + usdPerGpuHour);
        }
    }
}
