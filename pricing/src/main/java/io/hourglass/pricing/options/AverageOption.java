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
 * M₁ = Σ Fᵢ / N      M₂ − M₁² = (Σ Fᵢ·(Fᵢ + 2·Σ_{j&gt;i} Fⱼ)·(e^vᵢ − 1)) / N²
 * K' = K − Ā·n/N     V = e^(−rT)·Black(M₁, K', √ln(M₂/M₁²))
 * </pre>
 *
 * Prices in USD per GPU-hour. The averaging calendar is the caller's: every fixing counts alike, and a
 * fixing's time runs from the valuation. A fixing with no variance left counts as known, so that one of
 * today's moves the strike and not the distribution. Source: Turnbull and Wakeman, JFQA 26(3), 1991; Haug 2006,
 * table 4-28 p. 201; rulebook §3 (zero carry: all Fᵢ equal). Reference cases TW-*, HULL-26.3-*,
 * LEVY97-DISC-*.
 *
 * @param days N, fixings in the average
 * @param fixedDays n, those already known
 * @param fixedAverage Ā, their average; 0 where none is known
 */
public record AverageOption(OptionType type, double strike, int days, int fixedDays, double fixedAverage) {
    private static final double SMALL = 0.25;

    /**
     * One fixing to come.
     *
     * @param forward USD per GPU-hour
     * @param years Act/365F from now
     * @param volatility of its forward until then, per √year; σ²t must not fall with time
     */
    public record Fixing(double forward, double years, double volatility) {
        public Fixing {
            if (!(forward > 0 && years >= 0 && volatility >= 0)) {
                throw new IllegalArgumentException(
                        "no fixing has forward " + forward + ", years " + years + ", volatility " + volatility);
            }
        }

        private boolean moves() {
            return years > 0 && volatility > 0;
        }
    }

    public AverageOption {
        if (days < 1 || fixedDays < 0 || fixedDays > days) {
            throw new IllegalArgumentException(fixedDays + " of " + days + " days cannot be fixed");
        }
    }

    /** What the fixings to come amount to: sums over days, not divided by them yet. */
    private record Sums(double known, double unknown, double covariance, double perVolatility, double perYear) {}

    /**
     * The discounted premium, USD per GPU-hour.
     *
     * @param toCome the {@code days − fixedDays} fixings not known yet, in order of time
     * @param discount e^(−rT) to the payment
     * @throws IllegalArgumentException if another number of fixings is given
     */
    public double premium(List<Fixing> toCome, double discount) {
        requireAll(toCome);
        double known = 0;
        double covariance = 0;
        double later = 0;
        for (int i = toCome.size() - 1; i >= 0; i--) {
            Fixing fixing = toCome.get(i);
            double variance = fixing.volatility * fixing.volatility * fixing.years;
            if (variance == 0) {
                known += fixing.forward;
            } else {
                covariance += fixing.forward * (fixing.forward + 2 * later) * expm1(variance);
                later += fixing.forward;
            }
        }
        double mean = later / days;
        double effective = effectiveStrike(known);
        if (covariance == 0 || effective <= 0) {
            return discount * type.payoff(mean, effective);
        }
        return discount * Black76.undiscounted(type, mean, effective, Math.log1p(covariance / (later * later)));
    }

    /**
     * Value and sensitivities. Delta and gamma are per USD by which the forward of the days to come
     * moves (all in proportion), vega per unit by which all their volatilities move, theta for all
     * fixings and the payment coming nearer together.
     *
     * @param toCome as for the premium
     * @param years to the payment
     * @param rate continuously compounded
     */
    public OptionValue value(List<Fixing> toCome, double years, double rate) {
        Sums sums = sums(toCome);
        double discount = Math.exp(-rate * years);
        double mean = sums.unknown / days;
        double share = (double) toCome.stream().filter(Fixing::moves).count() / days;
        double effective = effectiveStrike(sums.known);
        double payoff = type.payoff(mean, effective);
        if (sums.covariance == 0 || effective <= 0) {
            double delta = payoff > 0 ? type.sign * discount * share : 0;
            return new OptionValue(discount * payoff, delta, 0, 0, rate * discount * payoff);
        }
        OutOfTheMoney outside = OutOfTheMoney.of(mean, effective, variance(sums));
        double near = outside.near();
        double far = outside.far();
        double value = discount * (payoff + outside.value(near, far));
        double likely = discount * outside.likely();
        double perSd = likely / (2 * outside.t());
        // s² = ln(1 + C/S²), so ds = dC / (2s·(C + S²)), and V moves by g·ds
        double perCovariance = perSd / (2 * (sums.covariance + sums.unknown * sums.unknown));
        return new OptionValue(
                value,
                discount * share * outside.delta(type, mean, effective, near, far),
                share * share * perSd / (mean * mean),
                perCovariance * sums.perVolatility,
                rate * value - perCovariance * sums.perYear);
    }

    private Sums sums(List<Fixing> toCome) {
        requireAll(toCome);
        double known = 0;
        double covariance = 0;
        double perVolatility = 0;
        double perYear = 0;
        double later = 0;
        for (int i = toCome.size() - 1; i >= 0; i--) {
            Fixing fixing = toCome.get(i);
            if (!fixing.moves()) {
                known += fixing.forward;
                continue;
            }
            double square = fixing.volatility * fixing.volatility;
            double less = expm1(square * fixing.years);
            double weight = fixing.forward * (fixing.forward + 2 * later);
            covariance += weight * less;
            perVolatility += weight * (1 + less) * 2 * fixing.volatility * fixing.years;
            perYear += weight * (1 + less) * square;
            later += fixing.forward;
        }
        return new Sums(known, later, covariance, perVolatility, perYear);
    }

    private void requireAll(List<Fixing> toCome) {
        if (toCome.size() != days - fixedDays) {
            throw new IllegalArgumentException(toCome.size() + " fixings to come of " + days + " − " + fixedDays);
        }
    }

    private double effectiveStrike(double known) {
        return strike - (fixedAverage * fixedDays + known) / days;
    }

    private static double variance(Sums sums) {
        return Math.log1p(sums.covariance / (sums.unknown * sums.unknown));
    }

    /** e^v − 1 for v ≥ 0, with all its digits where v is as small as a day's: Taylor's series to v¹². */
    private static double expm1(double v) {
        if (v > SMALL) {
            return Elementary.exp(v, 0) - 1;
        }
        double sum = 1.0 / 479_001_600;
        sum = Math.fma(sum, v, 1.0 / 39_916_800);
        sum = Math.fma(sum, v, 1.0 / 3_628_800);
        sum = Math.fma(sum, v, 1.0 / 362_880);
        sum = Math.fma(sum, v, 1.0 / 40_320);
        sum = Math.fma(sum, v, 1.0 / 5_040);
        sum = Math.fma(sum, v, 1.0 / 720);
        sum = Math.fma(sum, v, 1.0 / 120);
        sum = Math.fma(sum, v, 1.0 / 24);
        sum = Math.fma(sum, v, 1.0 / 6);
        sum = Math.fma(sum, v, 0.5);
        return Math.fma(v * v, sum, v);
    }
}
