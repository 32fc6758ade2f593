package io.hourglass.pricing.model;

import io.hourglass.pricing.model.SchwartzSmith.State;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.OptionValue;

/**
 * The two-factor model of a spot price with a convenience yield δ that reverts (Gibson and Schwartz
 * 1990; model 2 of Schwartz 1997):
 *
 * <pre>dS/S = (r − δ) dt + σ dz₁     dδ = (κ(α − δ) − λ) dt + σδ dz₂     dz₁dz₂ = ρ dt</pre>
 *
 * It is Schwartz and Smith's in another basis (their table 1): χ = (δ − α)/κ, ξ = ln S − χ. The yield is
 * what holding the asset is worth, so this is for collateral and for comparison: <b>never for
 * compute</b>, which cannot be held (rulebook §3). Source: Schwartz, "The stochastic behavior of
 * commodity prices", Journal of Finance 52(3), 1997, pp. 923–973, equations 18–20. Reference cases
 * S97-*.
 *
 * @param volatility σ of the spot price, per √year
 * @param reversion κ per year
 * @param yieldVolatility σδ per √year
 * @param correlation ρ
 * @param meanYield α
 * @param premium λ, the market price of the yield's risk
 * @param rate r
 */
public record GibsonSchwartz(
        double volatility,
        double reversion,
        double yieldVolatility,
        double correlation,
        double meanYield,
        double premium,
        double rate) {

    /** F(T) in USD, from a spot price and a yield. */
    public double futures(double spot, double convenienceYield, double years) {
        double deviation = (convenienceYield - meanYield) / reversion;
        return twoFactor().futures(new State(Math.log(spot) - deviation, deviation), years);
    }

    /** A European option on a future that trades at {@code futures}. */
    public OptionValue option(OptionType type, double futures, double strike, double optionYears, double futuresYears) {
        SchwartzSmith model = twoFactor();
        double deviation = 0;
        double level = Math.log(futures) - model.constant(futuresYears);
        return model.option(type, new State(level, deviation), strike, optionYears, futuresYears, rate);
    }

    /** The same model in Schwartz and Smith's basis. */
    public SchwartzSmith twoFactor() {
        double deviationVolatility = yieldVolatility / reversion;
        double levelVariance = volatility * volatility
                + deviationVolatility * deviationVolatility
                - 2 * correlation * volatility * deviationVolatility;
        double levelVolatility = Math.sqrt(levelVariance);
        double riskNeutralDrift = rate - meanYield + premium / reversion - volatility * volatility / 2;
        double both = (correlation * volatility - deviationVolatility) / levelVolatility;
        return new SchwartzSmith(
                riskNeutralDrift,
                riskNeutralDrift,
                premium / reversion,
                reversion,
                levelVolatility,
                deviationVolatility,
                both);
    }
}
