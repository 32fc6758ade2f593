package io.hourglass.pricing.options;

/**
 * The value of an option on a continuous average as it is, not by moments: Vecer's equation in one
 * dimension, solved on a grid. It says how far {@link ContinuousAverage} is off.
 *
 * <p>With N the forward to the window's end τ, and Y the average expected less the strike, Z = Y/N moves
 * by (w − Z)·σ with w(t) = (1 − e^(−b(τ − t)))/bT, so that
 *
 * <pre>∂u/∂t + ½σ²(w(t) − z)²·∂²u/∂z² = 0     u(τ, z) = max(z, 0)     V = e^(−rτ)·N·u(0, Y/N)</pre>
 *
 * Crank and Nicolson's scheme, begun with implicit steps because of the payoff's kink (Rannacher 1984); a
 * put by parity. Near 1e-5 of the forward. Source: Vecer, "A new PDE approach for pricing arithmetic
 * average Asian options", Journal of Computational Finance 4(4), 2001. Reference cases VECER-*.
 */
public final class VecerEquation {
    private static final int CELLS = 1000;
    private static final int STEPS = 500;
    private static final int IMPLICIT_STEPS = 4;
    private static final double DEVIATIONS = 6;

    private VecerEquation() {}

    /**
     * The discounted premium.
     *
     * @param average the option, at any time in its window
     * @param spot USD per GPU-hour
     * @param carry b, by which the forward grows a year
     */
    public static double premium(ContinuousAverage average, double spot, double carry, double volatility, double rate) {
        double left = average.left();
        double forward = spot * Math.exp(carry * left);
        double expected = average.moments(spot, carry, volatility).first() - average.effectiveStrike();
        double start = expected / forward;
        double half = Math.max(2 * Math.abs(start), DEVIATIONS * volatility * Math.sqrt(left));
        double discount = Math.exp(-rate * left);
        if (half == 0) {
            return 0;
        }
        double cell = 2 * half / CELLS;
        double[] values = new double[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            values[i] = Math.max(0, i * cell - half);
        }
        double step = left / STEPS;
        double[] diffusion = new double[CELLS + 1];
        for (int n = 0; n < STEPS; n++) {
            // from the end of the window backwards; the middle of the step stands for it
            double toGo = (n + 0.5) * step;
            double weight = toGo * growth(-carry * toGo) / average.window();
            for (int i = 0; i <= CELLS; i++) {
                double speed = volatility * (weight - (i * cell - half)) / cell;
                diffusion[i] = 0.5 * speed * speed * step;
            }
            solve(values, diffusion, n < IMPLICIT_STEPS ? 1 : 0.5);
        }
        double at = (start + half) / cell;
        int below = Math.min(CELLS - 1, (int) at);
        double call = values[below] + (at - below) * (values[below + 1] - values[below]);
        return discount * forward * (average.type() == OptionType.CALL ? call : call - start);
    }

    private static double growth(double x) {
        return x == 0 ? 1 : Math.expm1(x) / x;
    }

    /** One step of the θ-scheme, whose ends stay as they are: Thomas's elimination. */
    private static void solve(double[] values, double[] diffusion, double implicit) {
        int last = values.length - 1;
        double[] above = new double[last + 1];
        double[] right = new double[last + 1];
        right[0] = values[0];
        for (int i = 1; i < last; i++) {
            double a = implicit * diffusion[i];
            double known = values[i] + (1 - implicit) * diffusion[i] * (values[i - 1] - 2 * values[i] + values[i + 1]);
            double pivot = 1 + 2 * a - a * above[i - 1];
            above[i] = a / pivot;
            right[i] = (known + a * right[i - 1]) / pivot;
        }
        for (int i = last - 1; i > 0; i--) {
            values[i] = right[i] + above[i] * values[i + 1];
        }
    }
}
