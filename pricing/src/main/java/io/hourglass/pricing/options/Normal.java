package io.hourglass.pricing.options;

/** The standard normal distribution, with relative accuracy in both tails. */
public final class Normal {
    static final double ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

    /** Beyond this the density is less than the least double. */
    static final double FURTHEST = 38.6;

    private Normal() {}

    /** n(x), to 1e-15 relative: x² is taken with its rounding error, which far out is worth digits. */
    public static double density(double x) {
        if (Math.abs(x) > FURTHEST) {
            return 0;
        }
        double square = x * x;
        double rounding = Math.fma(x, x, -square);
        return ONE_OVER_SQRT_TWO_PI * Math.exp(-0.5 * square) * (1 - 0.5 * rounding);
    }

    /** N(x), to 1e-15 relative however far to the left. */
    public static double cumulative(double x) {
        double z = Math.abs(x);
        double tail = density(z) * Mills.ratio(Math.min(z, FURTHEST));
        return x > 0 ? 1 - tail : tail;
    }

    /**
     * The x with N(x) = p, by Halley's steps on ln N from a start good to 1e-2.
     *
     * @throws IllegalArgumentException unless 0 &lt; p &lt; 1
     */
    public static double quantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("no number has a probability of " + probability + " below it");
        }
        if (probability > 0.5) {
            return -quantile(1 - probability);
        }
        double goal = Math.log(probability);
        double z = Math.sqrt(-2 * goal);
        double x = -Math.max(0, z - (z > 2 ? Math.log(z * Math.sqrt(2 * Math.PI)) / z : 1.18));
        for (int i = 0; i < 50; i++) {
            // d ln N(x)/dx = n/N = 1/R(−x), and that falls by (x + 1/R)/R
            double slope = 1 / Mills.ratio(-x);
            double off = Math.log(ONE_OVER_SQRT_TWO_PI / slope) - x * x / 2 - goal;
            double step = off / slope / (1 + off / slope * (x + slope) / 2);
            x = Math.min(0, x - step);
            if (Math.abs(step) <= 1e-16 * Math.abs(x)) {
                break;
            }
        }
        return x;
    }
}
