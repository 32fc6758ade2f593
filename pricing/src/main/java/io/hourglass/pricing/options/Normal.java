package io.hourglass.pricing.options;

/** The standard normal distribution, with relative accuracy in both tails. */
public final class Normal {
    static final double ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

    /** Beyond this the density is less than the least double. */
    static final double FURTHEST = 38.6;

    private Normal() {}

    /** n(x), to 1e-15 relative: x² is taken with its rounding error, which far out is worth digits. */
    public static double density(double x) {
        double square = x * x;
        double rounding = Math.fma(x, x, -square);
        return ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * square) * (1 - 0.5 * rounding);
    }

    /** N(x), to 1e-15 relative however far to the left. */
    public static double cumulative(double x) {
        double z = Math.abs(x);
        double tail = z > FURTHEST ? 0 : density(z) * Mills.ratio(z);
        return x > 0 ? 1 - tail : tail;
    }
}
