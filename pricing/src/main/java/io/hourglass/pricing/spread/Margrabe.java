package io.hourglass.pricing.spread;

import io.hourglass.pricing.options.OptionType;

/**
 * The right to give Q₂ of the second asset for Q₁ of the first (Margrabe 1978), both of which can be
 * held and yield q₁ and q₂: Black's formula on their forwards with the volatility of their ratio,
 *
 * <pre>V = Q₁S₁e^(−q₁T)·N(d₁) − Q₂S₂e^(−q₂T)·N(d₂)     σ = √(σ₁² − 2ρσ₁σ₂ + σ₂²)</pre>
 *
 * The rate drops out. For futures, which yield the rate, use {@link Kirk} with no strike. Source: Haug,
 * Option Pricing Formulas, 1998, p. 52; reference cases MARGRABE-*.
 */
public final class Margrabe {
    private Margrabe() {}

    /**
     * Value and sensitivities to the two spot prices.
     *
     * @param spot1 S₁ in USD
     * @param quantity1 Q₁
     * @param yield1 q₁ a year, continuously compounded
     */
    public static SpreadValue value(
            double spot1,
            double spot2,
            double quantity1,
            double quantity2,
            double years,
            double volatility1,
            double volatility2,
            double correlation,
            double yield1,
            double yield2) {
        double held1 = quantity1 * Math.exp(-yield1 * years);
        double held2 = quantity2 * Math.exp(-yield2 * years);
        SpreadValue exchange = Kirk.value(
                OptionType.CALL, held1 * spot1, held2 * spot2, 0, years, volatility1, volatility2, correlation, 0);
        return new SpreadValue(
                exchange.value(),
                held1 * exchange.delta1(),
                held2 * exchange.delta2(),
                exchange.vega1(),
                exchange.vega2(),
                exchange.correlationVega());
    }
}
