package io.hourglass.pricing.options;

/**
 * An option on a forward that moves in dollars, not in percent, and may fall below zero (Bachelier
 * 1900): with d = (F − K) / (s√T),
 *
 * <pre>V = e^(−rT)·(φ(F − K)·N(φd) + s√T·n(d))</pre>
 *
 * s is the normal volatility, USD per GPU-hour per √year. Reference cases BACH-QL-*.
 */
public final class Bachelier {
    private Bachelier() {}

    /** Value and sensitivities; vega is per USD of normal volatility. */
    public static OptionValue value(
            OptionType type, double forward, double strike, double years, double normalVolatility, double rate) {
        double sd = normalVolatility * Math.sqrt(years);
        double discount = Math.exp(-rate * years);
        if (sd == 0) {
            double payoff = discount * type.payoff(forward, strike);
            double delta = payoff > 0 ? type.sign * discount : 0;
            return new OptionValue(payoff, delta, 0, 0, rate * payoff);
        }
        double d = (forward - strike) / sd;
        double inTheMoney = Normal.cumulative(type.sign * d);
        double density = Normal.density(d);
        double value = discount * (type.sign * (forward - strike) * inTheMoney + sd * density);
        return new OptionValue(
                value,
                type.sign * discount * inTheMoney,
                discount * density / sd,
                discount * density * Math.sqrt(years),
                rate * value - discount * density * normalVolatility / (2 * Math.sqrt(years)));
    }
}
