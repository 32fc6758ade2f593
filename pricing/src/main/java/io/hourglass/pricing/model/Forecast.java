package io.hourglass.pricing.model;

import io.hourglass.pricing.options.Normal;

/**
 * A price to come, lognormal.
 *
 * @param mean of its logarithm
 * @param variance of its logarithm
 */
public record Forecast(double mean, double variance) {

    /** The price that it is as likely to exceed as not, USD per GPU-hour. */
    public double median() {
        return Math.exp(mean);
    }

    /**
     * The price below which it ends with so much probability.
     *
     * @param probability between 0 and 1: a band of 80 % runs from 0.1 to 0.9
     */
    public double quantile(double probability) {
        return Math.exp(mean + Normal.quantile(probability) * Math.sqrt(variance));
    }
}
