package io.hourglass.pricing.options;

/**
 * An option on a future, premium paid up front (Black 1976): with d₁ = (ln(F/K) + σ²T/2) / (σ√T) and
 * d₂ = d₁ − σ√T,
 *
 * <pre>V = φ·e^(−rT)·(F·N(φd₁) − K·N(φd₂))</pre>
 *
 * F forward and K strike in USD per GPU-hour, T years, σ per √year, r continuously compounded.
 * Source: Haug, Option Pricing Formulas, 1998, pp. 2–8; reference cases B76-HAUG-*, B76-QL-*.
 *
 * <p>The value is computed {@linkplain OutOfTheMoney out of the money} and what the option is worth at
 * once is added after, so neither a put nor a call loses digits to the other's size.
 */
public final class Black76 {
    private Black76() {}

    /** The discounted premium, USD per GPU-hour; with no time or no volatility left, the discounted payoff. */
    public static double premium(
            OptionType type, double forward, double strike, double years, double volatility, double rate) {
        require(forward, strike, years, volatility);
        double payoff = type.payoff(forward, strike);
        double outside = volatility * volatility * years == 0
                ? 0
                : OutOfTheMoney.ofProduct(forward, strike, years, volatility).value();
        return Elementary.exp(-rate * years, 0) * (payoff + outside);
    }

    /**
     * Value and sensitivities; with no time or no volatility left, those of the discounted payoff.
     *
     * @throws IllegalArgumentException unless forward and strike are positive and years and volatility
     *     not negative
     */
    public static OptionValue value(
            OptionType type, double forward, double strike, double years, double volatility, double rate) {
        require(forward, strike, years, volatility);
        double discount = Elementary.exp(-rate * years, 0);
        double payoff = type.payoff(forward, strike);
        if (volatility * volatility * years == 0) {
            double delta = payoff > 0 ? type.sign * discount : 0;
            return new OptionValue(discount * payoff, delta, 0, 0, rate * discount * payoff);
        }
        OutOfTheMoney outside = OutOfTheMoney.ofProduct(forward, strike, years, volatility);
        double near = outside.near();
        double far = outside.far();
        double value = discount * (payoff + outside.value(near, far));
        double likely = discount * outside.likely();
        double perSd = likely / (2 * outside.t());
        return new OptionValue(
                value,
                discount * outside.delta(type, forward, strike, near, far),
                perSd / (forward * forward),
                perSd * volatility * years,
                rate * value - 0.5 * perSd * volatility * volatility);
    }

    /**
     * The volatility at which the option is worth the premium.
     *
     * @param premium discounted, USD per GPU-hour
     * @throws IllegalArgumentException where no volatility gives that premium: it is not above the
     *     discounted payoff, or not below the discounted forward (of a call) or strike (of a put), or no
     *     time is left
     */
    public static double impliedVolatility(
            OptionType type, double premium, double forward, double strike, double years, double rate) {
        require(forward, strike, years, 0);
        double outside = premium * Math.exp(rate * years) - type.payoff(forward, strike);
        if (!(outside > 0 && outside < Math.min(forward, strike) && years > 0)) {
            throw new IllegalArgumentException("no volatility gives a premium of " + premium + " for forward " + forward
                    + ", strike " + strike + ", years " + years);
        }
        return ImpliedVolatility.deviation(forward, strike, outside) / Math.sqrt(years);
    }

    /** The value before discounting, for a variance of ln F. */
    static double undiscounted(OptionType type, double forward, double strike, double variance) {
        double payoff = type.payoff(forward, strike);
        return variance == 0
                ? payoff
                : payoff + OutOfTheMoney.of(forward, strike, variance).value();
    }

    static void require(double forward, double strike, double years, double volatility) {
        if (!(forward > 0
                && strike > 0
                && years >= 0
                && volatility >= 0
                && forward + strike + years + volatility < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("no lognormal option has forward " + forward + ", strike " + strike
                    + ", years " + years + ", volatility " + volatility);
        }
    }
}
