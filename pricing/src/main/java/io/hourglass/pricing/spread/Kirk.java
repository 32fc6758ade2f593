package io.hourglass.pricing.spread;

import io.hourglass.pricing.options.Black76;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.OptionValue;

/**
 * An option on F₁ − F₂ with a strike, by taking F₂ + K for lognormal (Kirk 1995): with w = F₂/(F₂ + K),
 *
 * <pre>σ = √(σ₁² − 2ρσ₁σ₂w + σ₂²w²)     V = Black(F₁, F₂ + K, T, σ, r)</pre>
 *
 * Exact for K = 0, where it is Margrabe's; a call less a put is e^(−rT)(F₁ − F₂ − K) always. Source:
 * Haug, Option Pricing Formulas, 1998, pp. 59–60; reference cases KIRK-HAUG-*.
 */
public final class Kirk {
    private Kirk() {}

    /**
     * Value and sensitivities; volatilities per √year, rate continuously compounded.
     *
     * @throws IllegalArgumentException unless F₁ and F₂ + K are positive and the correlation in [−1, 1]
     */
    public static SpreadValue value(
            OptionType type,
            double forward1,
            double forward2,
            double strike,
            double years,
            double volatility1,
            double volatility2,
            double correlation,
            double rate) {
        Pair pair = new Pair(volatility1, volatility2, correlation);
        double together = forward2 + strike;
        double weight = forward2 / together;
        double volatility = pair.of(weight);
        OptionValue black = Black76.value(type, forward1, together, years, volatility, rate);
        // Black's value grows in proportion with both prices, which gives its change per USD of the strike
        double perTogether = (black.value() - forward1 * black.delta()) / together;
        double perSigma = volatility == 0 ? 0 : black.vega() / volatility;
        double perWeight = perSigma * (volatility2 * volatility2 * weight - correlation * volatility1 * volatility2);
        double vega2 = perSigma * weight * (volatility2 * weight - correlation * volatility1);
        return new SpreadValue(
                black.value(),
                black.delta(),
                perTogether + perWeight * strike / (together * together),
                perSigma * (volatility1 - correlation * volatility2 * weight),
                vega2,
                -perSigma * volatility1 * volatility2 * weight);
    }
}
