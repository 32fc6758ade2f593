package io.hourglass.pricing.model;

/**
 * The forecast that is a weighted mean of all prices so far, weights falling by 1 − α a step; it starts
 * at the first. Source: Brown 1959; Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd
 * ed., section 8.1. Reference case SES-Nile.
 *
 * @param alpha α, in [0, 1]
 * @param level the forecast after the last
 * @param squaredError the sum of squared one-step errors, from the second on
 */
public record ExponentialSmoothing(double alpha, double level, double squaredError) {
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double SETTLED = 1e-9;

    /** With a given α. */
    public static ExponentialSmoothing of(double[] series, double alpha) {
        if (series.length < 2 || !(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException(
                    "no smoothing of " + series.length + " values with a weight of " + alpha);
        }
        double level = series[0];
        double squares = 0;
        for (int i = 1; i < series.length; i++) {
            double error = series[i] - level;
            squares += error * error;
            level += alpha * error;
        }
        return new ExponentialSmoothing(alpha, level, squares);
    }

    /** With the α of the least squared error, by golden section. */
    public static ExponentialSmoothing fit(double[] series) {
        double low = 0;
        double high = 1;
        while (high - low > SETTLED) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (of(series, left).squaredError < of(series, right).squaredError) {
                high = right;
            } else {
                low = left;
            }
        }
        return of(series, (low + high) / 2);
    }
}
