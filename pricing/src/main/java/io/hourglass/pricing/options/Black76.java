package io.hourglass.pricing.options;

/**
 * An option on a future, premium paid up front (Black 1976): with d₁ = (ln(F/K) + σ²T/2) / (σ√T) and
 * d₂ = d₁ − σ√T,
 *
 * <pre>V = φ·e^(−rT)·(F·N(φd₁) − K·N(φd₂))</pre>
 *
 * F forward and K strike in USD per GPU-hour, T years, σ per √year, r continuously compounded.
 * Source: Haug, Option Pricing Formulas, 1998, pp. 2–8; reference cases B76-HAUG-*, B76-QL-*.
 */
public final class Black76 {
    private Black76() {}

    /** Value and sensitivities; with no time or no volatility left, the discounted payoff. */
    public static OptionValue value(
            OptionType type, double forward, double strike, double years, double volatility, double rate) {
        double sd = volatility * Math.sqrt(years);
        double discount = Math.exp(-rate * years);
        if (sd == 0) {
            double payoff = discount * type.payoff(forward, strike);
            double delta = payoff > 0 ? type.sign * discount : 0;
            return new OptionValue(payoff, delta, 0, 0, rate * payoff);
        }
        double d1 = Math.log(forward / strike) / sd + sd / 2;
        double density = Normal.density(d1);
        double value = discount * undiscounted(type, forward, strike, sd);
        double decay = years == 0 ? 0 : discount * forward * density * volatility / (2 * Math.sqrt(years));
        return new OptionValue(
                value,
                type.sign * discount * Normal.cumulative(type.sign * d1),
                discount * density / (forward * sd),
                discount * forward * density * Math.sqrt(years),
                rate * value - decay);
    }

    /** The value before discounting, for a standard deviation of ln F of {@code sd} &gt; 0. */
    static double undiscounted(OptionType type, double forward, double strike, double sd) {
        double d1 = Math.log(forward / strike) / sd + sd / 2;
        int sign = type.sign;
        return sign * (forward * Normal.cumulative(sign * d1) - strike * Normal.cumulative(sign * (d1 - sd)));
    }
}
