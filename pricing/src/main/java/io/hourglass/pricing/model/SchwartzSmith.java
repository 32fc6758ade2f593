package io.hourglass.pricing.model;

import io.hourglass.pricing.options.Black76;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.OptionValue;

/**
 * Schwartz and Smith's two-factor model: ln S = ξ + χ, a level that wanders and a deviation that fades.
 *
 * <pre>
 * dξ = μ dt + σξ dz₁       dχ = −κχ dt + σχ dz₂       dz₁dz₂ = ρ dt
 * ln F(T) = ξ + e^(−κT)·χ + A(T)
 * A(T) = μ*T − (1 − e^(−κT))·λ/κ
 *        + ½·((1 − e^(−2κT))·σχ²/2κ + σξ²T + 2(1 − e^(−κT))·ρσξσχ/κ)
 * </pre>
 *
 * For example, at ξ = ln 2.40 and χ = −0.1 a GPU-hour costs 2.17 USD and is expected to regain the
 * tenth it lost at κ a year. Source: Schwartz and Smith, "Short-term variations and long-term dynamics
 * in commodity prices", Management Science 46(7), 2000, pp. 893–911, equations 1–9. Reference cases
 * SS2F-*.
 *
 * @param drift μ, of the level, per year
 * @param riskNeutralDrift μ*, the same as futures price it
 * @param premium λ, by which futures lower the deviation's drift, per year
 * @param reversion κ per year, positive
 * @param levelVolatility σξ per √year
 * @param deviationVolatility σχ per √year
 * @param correlation ρ
 */
public record SchwartzSmith(
        double drift,
        double riskNeutralDrift,
        double premium,
        double reversion,
        double levelVolatility,
        double deviationVolatility,
        double correlation) {

    public SchwartzSmith {
        if (!(reversion > 0 && levelVolatility >= 0 && deviationVolatility >= 0 && Math.abs(correlation) <= 1)) {
            throw new IllegalArgumentException("no two-factor model has reversion " + reversion + ", volatilities "
                    + levelVolatility + " and " + deviationVolatility + ", correlation " + correlation);
        }
    }

    /**
     * Where the log price stands.
     *
     * @param level ξ
     * @param deviation χ
     */
    public record State(double level, double deviation) {}

    /** A symmetric matrix of two rows, of (ξ, χ). */
    public record Covariance(double level, double both, double deviation) {}

    /** F(T) in USD per GPU-hour, for delivery {@code years} ahead. */
    public double futures(State state, double years) {
        return Math.exp(state.level + loading(years) * state.deviation + constant(years));
    }

    /** e^(−κT): how much of a deviation is left after so many years. */
    public double loading(double years) {
        return Math.exp(-reversion * years);
    }

    /** A(T): what ln F holds beside the state. */
    public double constant(double years) {
        Covariance c = covariance(years);
        return riskNeutralDrift * years - faded(reversion, years) * premium + (c.level + 2 * c.both + c.deviation) / 2;
    }

    /** The state's covariance after so many years, seen from now: equations 5 and 6. */
    public Covariance covariance(double years) {
        return new Covariance(
                levelVolatility * levelVolatility * years,
                correlation * levelVolatility * deviationVolatility * faded(reversion, years),
                deviationVolatility * deviationVolatility * faded(2 * reversion, years));
    }

    /** The state expected after so many years, under the real drift. */
    public State expected(State state, double years) {
        return new State(state.level + drift * years, loading(years) * state.deviation);
    }

    /**
     * A European option on a future: Black's formula with the variance of ln F until the option ends.
     *
     * @param optionYears when the option ends
     * @param futuresYears when the future delivers, not before
     */
    public OptionValue option(
            OptionType type, State state, double strike, double optionYears, double futuresYears, double rate) {
        if (!(optionYears > 0 && futuresYears >= optionYears)) {
            throw new IllegalArgumentException(
                    "an option cannot end in " + optionYears + " years on a future that delivers in " + futuresYears);
        }
        double left = loading(futuresYears - optionYears);
        Covariance c = covariance(optionYears);
        double variance = c.level + 2 * left * c.both + left * left * c.deviation;
        double volatility = Math.sqrt(variance / optionYears);
        return Black76.value(type, futures(state, futuresYears), strike, optionYears, volatility, rate);
    }

    /** (1 − e^(−at))/a. */
    static double faded(double a, double years) {
        return -Math.expm1(-a * years) / a;
    }
}
