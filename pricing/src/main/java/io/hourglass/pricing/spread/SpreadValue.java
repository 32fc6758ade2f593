package io.hourglass.pricing.spread;

/**
 * What an option on a spread is worth and how that changes.
 *
 * @param value USD per GPU-hour, discounted
 * @param delta1 change per USD of the first price
 * @param delta2 change per USD of the second price
 * @param vega1 change per unit of the first volatility (per 1.00)
 * @param vega2 change per unit of the second volatility
 * @param correlationVega change per unit of correlation
 */
public record SpreadValue(
        double value, double delta1, double delta2, double vega1, double vega2, double correlationVega) {}
