package io.hourglass.pricing.spread;

import io.hourglass.pricing.options.Normal;
import io.hourglass.pricing.options.OptionType;

/**
 * An option on F₁ − F₂ with a strike, as the payoff of the best simple rule for its exercise, and so a
 * lower bound that is nearer than {@link Kirk} for large strikes: with a = F₂ + K and b = F₂/a,
 *
 * <pre>
 * σ = √(σ₁² − 2bρσ₁σ₂ + b²σ₂²)        D = σ√T
 * d₁ = (ln(F₁/a) + (σ₁²/2 − bρσ₁σ₂ + b²σ₂²/2)·T) / D
 * d₂ = (ln(F₁/a) + (−σ₁²/2 + ρσ₁σ₂ + b²σ₂²/2 − bσ₂²)·T) / D
 * d₃ = (ln(F₁/a) + (−σ₁²/2 + b²σ₂²/2)·T) / D
 * V  = e^(−rT)·(F₁·N(d₁) − F₂·N(d₂) − K·N(d₃))
 * </pre>
 *
 * Source: Bjerksund and Stensland, "Closed form spread option valuation", Quantitative Finance 14(10),
 * 2014, pp. 1785–1794; reference case BJS-SPREAD-01.
 */
public final class BjerksundStensland {
    private BjerksundStensland() {}

    /** The discounted premium; a put by parity. */
    public static double premium(
            OptionType type,
            double forward1,
            double forward2,
            double strike,
            double years,
            double volatility1,
            double volatility2,
            double correlation,
            double rate) {
        double together = forward2 + strike;
        if (!(forward1 > 0 && together > 0 && years >= 0)) {
            throw new IllegalArgumentException("no spread option has forwards " + forward1 + " and " + forward2
                    + ", strike " + strike + ", years " + years);
        }
        double b = forward2 / together;
        double deviation = new Pair(volatility1, volatility2, correlation).of(b) * Math.sqrt(years);
        double discount = Math.exp(-rate * years);
        double apart = forward1 - together;
        if (deviation == 0) {
            return discount * type.payoff(forward1, together);
        }
        double log = Math.log(forward1 / together);
        double square1 = volatility1 * volatility1;
        double square2 = volatility2 * volatility2;
        double both = correlation * volatility1 * volatility2;
        double d1 = (log + (square1 / 2 - b * both + b * b * square2 / 2) * years) / deviation;
        double d2 = (log + (-square1 / 2 + both + b * b * square2 / 2 - b * square2) * years) / deviation;
        double d3 = (log + (-square1 / 2 + b * b * square2 / 2) * years) / deviation;
        double call =
                forward1 * Normal.cumulative(d1) - forward2 * Normal.cumulative(d2) - strike * Normal.cumulative(d3);
        return discount * (type == OptionType.CALL ? call : call - apart);
    }
}
