package io.hourglass.pricing.scenario;

import java.util.Arrays;

/**
 * The nine sample quantiles of Hyndman and Fan, Sample quantiles in statistical packages, The American
 * Statistician 50 (1996), pp. 361–365, named by their definition there. On n sorted values the pth
 * quantile is xⱼ, xⱼ₊₁ or between: with j + g = n·p + m,
 *
 * <pre>Q(p) = (1 − γ)·xⱼ + γ·xⱼ₊₁</pre>
 *
 * Libraries differ in which they take: R, NumPy and finmath the 7th by default, QuantLib's statistics
 * the 1st, Minitab and SPSS the 6th. A figure is given with its definition's name.
 *
 * <p>Reference cases VAR-QL (the 1st) and VAR-R7 (the 7th).
 */
public enum Quantile {
    /** Definition 1: the inverse of the empirical distribution function. */
    INVERSE_DISTRIBUTION(0, 0),
    /** Definition 2: the same, with the mean of both neighbours where it jumps. */
    AVERAGED_INVERSE_DISTRIBUTION(0, 0),
    /** Definition 3: the value whose rank is nearest to n·p, a tie to the even rank. */
    NEAREST_EVEN_RANK(-0.5, 0),
    /** Definition 4: linear between points of the empirical distribution function. */
    LINEAR_DISTRIBUTION(0, 0),
    /** Definition 5: linear, knots in the middle of the steps. */
    MIDDLE_OF_STEPS(0.5, 0),
    /** Definition 6: linear, knots at the expected rank, k / (n + 1). */
    EXPECTED_RANK(0, 1),
    /** Definition 7: linear, knots at the modal rank, (k − 1) / (n − 1). */
    MODAL_RANK(1, -1),
    /** Definition 8: linear, about unbiased for the median whatever the distribution. */
    MEDIAN_UNBIASED(1.0 / 3, 1.0 / 3),
    /** Definition 9: linear, about unbiased for normal samples. */
    NORMAL_UNBIASED(3.0 / 8, 1.0 / 4);

    /** n·p is taken for a whole number where it is one but for the rounding of p. */
    private static final double ROUNDING = 4 * Math.ulp(1.0);

    private final double shift;
    private final double slope;

    Quantile(double shift, double slope) {
        this.shift = shift;
        this.slope = slope;
    }

    /**
     * The quantile of values in any order.
     *
     * @param values at least one, none of them NaN
     * @param probability 0 to 1
     */
    public double of(double[] values, double probability) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values have no quantile");
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability is 0 to 1: " + probability);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("a value is NaN");
        }
        double place = sorted.length * probability + shift + slope * probability;
        double whole = Math.floor(place + ROUNDING * sorted.length);
        double part = place - whole;
        boolean between = part > ROUNDING * sorted.length;
        double weight =
                switch (this) {
                    case INVERSE_DISTRIBUTION -> between ? 1 : 0;
                    case AVERAGED_INVERSE_DISTRIBUTION -> between ? 1 : 0.5;
                    case NEAREST_EVEN_RANK -> between || whole % 2 != 0 ? 1 : 0;
                    default -> between ? part : 0;
                };
        double below = sorted[(int) Math.clamp(whole - 1, 0.0, sorted.length - 1.0)];
        double above = sorted[(int) Math.clamp(whole, 0.0, sorted.length - 1.0)];
        return weight == 0 ? below : weight == 1 ? above : below + weight * (above - below);
    }

    /**
     * Value at risk: the loss at the lower (1 − level) quantile of profit and loss, as a positive number.
     *
     * @param level 0.99, say
     */
    public double valueAtRisk(double[] profitAndLoss, double level) {
        return -of(profitAndLoss, 1 - level);
    }
}
