package io.hourglass.pricing.options;

/**
 * An option on the average of a price that is taken at every moment from the start of a window to its
 * end, by matching two moments to a lognormal (Levy 1992): for the time τ that is left of the window T,
 *
 * <pre>
 * M₁ = S·∫₀^τ e^(bu) du / T
 * M₂ = 2S²·∫₀^τ ∫₀^u e^(bw + (b + σ²)·w + b·(u − w)) dw du / T²
 * K' = K − A·(T − τ)/T     V = e^(−rτ)·Black(M₁, K', √ln(M₂/M₁²))
 * </pre>
 *
 * Source: Haug, Option Pricing Formulas, 1998, pp. 99–100; Hull, Options, Futures, and Other
 * Derivatives, 11th ed., section 26.13. Reference cases LEVY-HAUG-*, HULL-26.3-M1, -M2 and -P.
 *
 * @param window T, years from the average's start to its end
 * @param left τ, years of it to come
 * @param averageSoFar A over the part gone; 0 where none is
 */
public record ContinuousAverage(OptionType type, double strike, double window, double left, double averageSoFar) {
    private static final double SMALL = 0.5;
    private static final int TERMS = 20;

    public ContinuousAverage {
        if (!(window > 0 && left >= 0 && left <= window)) {
            throw new IllegalArgumentException(left + " of a window of " + window + " years cannot be left");
        }
    }

    /**
     * The mean of what the days to come add to the average, and of its square.
     *
     * @param first USD per GPU-hour
     * @param second USD² per GPU-hour²
     */
    public record Moments(double first, double second) {}

    /**
     * @param spot S
     * @param carry b, by which the forward grows a year: r − q, and 0 for a future
     * @param volatility per √year
     */
    public Moments moments(double spot, double carry, double volatility) {
        double growth = carry * left;
        double share = left / window;
        double first = spot * share * (growth == 0 ? 1 : Math.expm1(growth) / growth);
        double second = 2 * spot * spot * share * share * divided(growth, 2 * growth + volatility * volatility * left);
        return new Moments(first, second);
    }

    /** The discounted premium; parameters as for the moments. */
    public double premium(double spot, double carry, double volatility, double rate) {
        Moments moments = moments(spot, carry, volatility);
        double discount = Math.exp(-rate * left);
        double effective = effectiveStrike();
        double variance = left == 0 ? 0 : Math.log(moments.second / (moments.first * moments.first));
        if (effective <= 0 || variance <= 0) {
            return discount * type.payoff(moments.first, effective);
        }
        return discount * Black76.undiscounted(type, moments.first, effective, variance);
    }

    /** K', what the part of the window to come must add. */
    double effectiveStrike() {
        return strike - averageSoFar * (1 - left / window);
    }

    /** The divided difference of e^x at 0, a and c: ∫₀¹∫₀^u e^(a·(u − w) + c·w) dw du. */
    private static double divided(double a, double c) {
        if (Math.max(Math.abs(a), Math.abs(c)) > SMALL && Math.abs(c - a) > 1e-3) {
            return (mean(c) - mean(a)) / (c - a);
        }
        // Σ hₙ(a, c)/(n + 2)! with hₙ the sum of all products of n of a and c
        double sum = 0;
        double products = 1;
        double power = 1;
        double factor = 0.5;
        for (int n = 0; n < TERMS; n++) {
            sum += products * factor;
            power *= c;
            products = a * products + power;
            factor /= n + 3;
        }
        return sum;
    }

    private static double mean(double x) {
        return Math.abs(x) < 1e-12 ? 1 + x / 2 : Math.expm1(x) / x;
    }
}
