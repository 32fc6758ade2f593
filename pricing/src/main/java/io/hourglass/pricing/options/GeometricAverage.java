package io.hourglass.pricing.options;

/**
 * An option on the geometric average, which of lognormal prices is lognormal itself, so that the value
 * is exact: a check on the arithmetic average, never above it.
 *
 * <p>With carry b, fixings at T/n, 2T/n, …, T, or at every moment (n = ∞; Kemna and Vorst 1990),
 *
 * <pre>
 * mean time  T(n + 1)/2n        → T/2
 * variance   σ²T(n + 1)(2n + 1)/6n²  → σ²T/3
 * G = S·e^((b − σ²/2)·mean time + variance/2)     V = e^(−rT)·Black(G, K, √variance)
 * </pre>
 *
 * Sources: Haug, Option Pricing Formulas, 1998, pp. 96–97; Clewlow and Strickland, Implementing
 * Derivatives Models, 1998, pp. 118–123. Reference cases GEO-CONT-01, GEO-DISC-01.
 */
public final class GeometricAverage {
    private GeometricAverage() {}

    /** The discounted premium with {@code fixings} at equal steps, the last at {@code years}. */
    public static double discrete(
            OptionType type,
            double spot,
            double strike,
            double years,
            double volatility,
            double rate,
            double carry,
            int fixings) {
        if (fixings < 1) {
            throw new IllegalArgumentException("an average needs a fixing, not " + fixings);
        }
        double n = fixings;
        double time = years * (n + 1) / (2 * n);
        double variance = volatility * volatility * years * (n + 1) * (2 * n + 1) / (6 * n * n);
        return premium(type, spot, strike, years, volatility, rate, carry, time, variance);
    }

    /** The discounted premium where the average is taken at every moment until {@code years}. */
    public static double continuous(
            OptionType type, double spot, double strike, double years, double volatility, double rate, double carry) {
        double variance = volatility * volatility * years / 3;
        return premium(type, spot, strike, years, volatility, rate, carry, years / 2, variance);
    }

    private static double premium(
            OptionType type,
            double spot,
            double strike,
            double years,
            double volatility,
            double rate,
            double carry,
            double time,
            double variance) {
        double forward = spot * Math.exp((carry - volatility * volatility / 2) * time + variance / 2);
        return Math.exp(-rate * years) * Black76.undiscounted(type, forward, strike, variance);
    }
}
