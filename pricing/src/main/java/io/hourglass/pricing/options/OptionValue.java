package io.hourglass.pricing.options;

/**
 * What an option is worth and how that changes.
 *
 * @param value USD per GPU-hour, discounted
 * @param delta change per USD of the forward (of the spot where there is one)
 * @param gamma change of delta per USD
 * @param vega change per unit of volatility (per 1.00, not per point)
 * @param theta change per year that passes
 */
public record OptionValue(double value, double delta, double gamma, double vega, double theta) {}
