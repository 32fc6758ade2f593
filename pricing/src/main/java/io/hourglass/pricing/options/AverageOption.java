package io.hourglass.pricing.options;

import java.util.List;

/**
 * An option on the average of a month's fixings, by matching the first two moments of the average to
 * a lognormal (Turnbull-Wakeman, discrete).
 *
 * <p>n of N days are fixed at the average Ā. For the days to come, with forward Fᵢ and total variance
 * vᵢ = σᵢ²tᵢ of its logarithm,
 *
 * <pre>
 * M₁ = Σ Fᵢ / N      M₂ = (Σ Fᵢ²·e^vᵢ + 2·Σ_{i&lt;j} FᵢFⱼ·e^vᵢ) / N²
 * K' = K − Ā·n/N     V = e^(−rT)·Black(M₁, K', √ln(M₂/M₁²))
 * </pre>
 *
 * Prices in USD per GPU-hour. Source: Turnbull and Wakeman, JFQA 26(3), 1991; Haug 2006, table 4-28
 * p. 201; rulebook §3 (zero carry: all Fᵢ equal). Reference cases TW-*, HULL-26.3-*.
 *
 * @param days N, fixings in the average
 * @param fixedDays n, those already known
 * @param fixedAverage Ā, their average; 0 where none is known
 */
public record AverageOption(OptionType type, double strike, int days, int fixedDays, double fixedAverage) {

    /**
     * One fixing to come.
     *
     * @param forward USD per GPU-hour
     * @param variance σ²t of its logarithm, not falling with time
     */
    public record Fixing(double forward, double variance) {}

    public AverageOption {
        if (days < 1 || fixedDays < 0 || fixedDays > days) {
            throw new IllegalArgumentException(fixedDays + " of " + days + " days cannot be fixed");
        }
    }

    /**
     * The discounted premium, USD per GPU-hour.
     *
     * @param toCome the {@code days − fixedDays} fixings not known yet, in order of time
     * @param discount e^(−rT) to the payment
     */
    public double premium(List<Fixing> toCome, double discount) {
        if (toCome.size() != days - fixedDays) {
            throw new IllegalArgumentException(toCome.size() + " fixings to come of " + days + " − " + fixedDays);
        }
        double second = 0;
        double later = 0;
        for (Fixing fixing : toCome.reversed()) {
            double growth = fixing.forward * Math.exp(fixing.variance);
            second += growth * (fixing.forward + 2 * later);
            later += fixing.forward;
        }
        double first = later / days;
        second /= (double) days * days;
        double effectiveStrike = strike - fixedAverage * fixedDays / days;
        double variance = first == 0 ? 0 : Math.log(second / (first * first));
        if (effectiveStrike <= 0 || variance <= 0) {
            return discount * type.payoff(first, effectiveStrike);
        }
        return discount * Black76.undiscounted(type, first, effectiveStrike, Math.sqrt(variance));
    }
}
