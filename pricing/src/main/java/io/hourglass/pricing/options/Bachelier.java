package io.hourglass.pricing.options;

/**
 * An option on a forward that moves in dollars, not in percent, and may fall below zero (Bachelier
 * 1900): with d = (F − K) / (s√T),
 *
 * <pre>V = e^(−rT)·(φ(F − K)·N(φd) + s√T·n(d))</pre>
 *
 * s is the normal volatility, USD per GPU-hour per √year. Out of the money that is s√T·n(d)·(1 − |d|·R(|d|)),
 * with R the ratio of Mills, which does not cancel. Reference cases BACH-QL-*.
 */
public final class Bachelier {
    private static final int STEPS_MOST = 100;

    private Bachelier() {}

    /**
     * Value and sensitivities; vega is per USD of normal volatility.
     *
     * @throws IllegalArgumentException unless the prices are numbers and years and volatility not negative
     */
    public static OptionValue value(
            OptionType type, double forward, double strike, double years, double normalVolatility, double rate) {
        if (!(years >= 0 && normalVolatility >= 0 && Math.abs(forward - strike) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("no normal option has forward " + forward + ", strike " + strike
                    + ", years " + years + ", volatility " + normalVolatility);
        }
        double sd = normalVolatility * Math.sqrt(years);
        double discount = Math.exp(-rate * years);
        double payoff = discount * type.payoff(forward, strike);
        if (sd == 0) {
            return new OptionValue(payoff, payoff > 0 ? type.sign * discount : 0, 0, 0, rate * payoff);
        }
        double d = (forward - strike) / sd;
        double likely = discount * Normal.density(d);
        double value = payoff + sd * outside(likely, Math.abs(d));
        return new OptionValue(
                value,
                type.sign * discount * Normal.cumulative(type.sign * d),
                likely / sd,
                likely * Math.sqrt(years),
                rate * value - likely * normalVolatility / (2 * Math.sqrt(years)));
    }

    private static double outside(double density, double d) {
        return density == 0 ? 0 : density * Mills.slope(d);
    }

    /**
     * The normal volatility at which the option is worth the premium.
     *
     * <p>V/|F − K| out of the money is a falling function of d alone; its logarithm is concave in ln d,
     * so Newton's steps from beyond the root come down to it.
     *
     * @param premium discounted, USD per GPU-hour
     * @throws IllegalArgumentException where no volatility gives that premium: it is not above what the
     *     option is worth with none, or no time is left
     */
    public static double impliedVolatility(
            OptionType type, double premium, double forward, double strike, double years, double rate) {
        double outside = premium * Math.exp(rate * years) - type.payoff(forward, strike);
        if (!(outside > 0 && years > 0 && outside < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("no normal volatility gives a premium of " + premium + " for forward "
                    + forward + ", strike " + strike + ", years " + years);
        }
        double apart = Math.abs(forward - strike);
        double goal = outside / apart;
        // n(d)/d is above the function, so its root is beyond ours; where it is far, so is e^(−d²/2)'s
        double atTheMoney = Normal.ONE_OVER_SQRT_TWO_PI / goal;
        if (atTheMoney < 1e-8) {
            // what d is there adds apart/2 to s√T·n(0), known exactly
            return (outside + apart / 2) / (Normal.ONE_OVER_SQRT_TWO_PI * Math.sqrt(years));
        }
        double d = Math.min(atTheMoney, 1 + Math.sqrt(Math.max(0, -2 * Math.log(goal))));
        for (int i = 0; i < STEPS_MOST; i++) {
            double slope = Mills.slope(d);
            double off = Math.log(slope / (d * goal) * Normal.ONE_OVER_SQRT_TWO_PI) - d * d / 2;
            double step = off / (1 + d * Mills.ratio(d) / slope);
            d *= Math.exp(step);
            if (Math.abs(step) < 1e-15) {
                break;
            }
        }
        return apart / (d * Math.sqrt(years));
    }
}
