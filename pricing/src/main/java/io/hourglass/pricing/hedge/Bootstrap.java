package io.hourglass.pricing.hedge;

import io.hourglass.pricing.scenario.Quantile;
import java.util.Arrays;
import java.util.Random;

/**
 * How sure a mean is whose observations depend on those before: the stationary bootstrap of Politis
 * and Romano, Journal of the American Statistical Association 89 (1994). The series is put together anew
 * from stretches of itself, of geometric length, that go round from its end to its beginning; the
 * interval lies between quantiles of the means (percentile method, 7th definition).
 *
 * @param blockLength mean length of a stretch, observations
 * @param samples series put together: 2,000
 * @param seed of the pseudo-random numbers, so that the figures can be had again
 */
public record Bootstrap(double blockLength, int samples, long seed) {

    public Bootstrap {
        if (!(blockLength >= 1) || samples < 1) {
            throw new IllegalArgumentException(samples + " samples in stretches of " + blockLength);
        }
    }

    /** An interval about a mean. */
    public record Interval(double low, double mean, double high) {}

    /**
     * The interval that holds the mean with a confidence.
     *
     * @param series observations in order of time, at least one
     * @param confidence 0.95, say
     */
    public Interval mean(double[] series, double confidence) {
        if (series.length == 0 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(series.length + " observations at a confidence of " + confidence);
        }
        Random random = new Random(seed);
        double[] means = new double[samples];
        for (int sample = 0; sample < samples; sample++) {
            int at = 0;
            double sum = 0;
            for (int i = 0; i < series.length; i++) {
                boolean anew = i == 0 || random.nextDouble() < 1 / blockLength;
                at = anew ? random.nextInt(series.length) : (at + 1) % series.length;
                sum += series[at];
            }
            means[sample] = sum / series.length;
        }
        double outside = (1 - confidence) / 2;
        return new Interval(
                Quantile.MODAL_RANK.of(means, outside),
                Arrays.stream(series).average().orElseThrow(),
                Quantile.MODAL_RANK.of(means, 1 - outside));
    }
}
