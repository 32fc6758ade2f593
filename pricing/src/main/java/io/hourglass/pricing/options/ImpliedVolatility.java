package io.hourglass.pricing.options;

/**
 * The deviation s = σ√T at which Black's formula gives a value, by Halley's steps between two bounds.
 *
 * <p>As s grows, what an option is worth out of the money rises from nothing to min(F, K). Where it is
 * under half of that, the logarithm of the value is matched; where it is over, the logarithm of what
 * the value lacks. Both are near parabolas in 1/s and in s, so few steps settle either, and a step that
 * leaves the bounds is replaced by their middle.
 */
final class ImpliedVolatility {
    private static final int STEPS_MOST = 200;
    private static final double SETTLED = 1e-15;

    private ImpliedVolatility() {}

    /** For a value out of the money with 0 &lt; {@code outside} &lt; min(F, K). */
    static double deviation(double forward, double strike, double outside) {
        double x = Math.abs(Elementary.logRatio(forward, strike));
        double least = Math.min(forward, strike);
        boolean lacking = outside > least / 2;
        double goal = Math.log(lacking ? least - outside : outside);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        // where vega is greatest, or for x = 0 the value near the money
        double s = Math.max(Math.sqrt(2 * x), outside / least / Normal.ONE_OVER_SQRT_TWO_PI);
        for (int i = 0; i < STEPS_MOST; i++) {
            OutOfTheMoney at = OutOfTheMoney.of(forward, strike, s * s);
            double part = lacking ? at.lack() : at.value();
            double off = (lacking ? -1 : 1) * (Math.log(part) - goal);
            if (off > 0) {
                high = s;
            } else {
                low = s;
            }
            // slopes of ±ln V: V'/V and V''/V − (V'/V)², with V'' = V'·(x²/s³ − s/4)
            double first = at.likely() / part;
            double second = first * (x * x / (s * s * s) - s / 4) + (lacking ? first * first : -first * first);
            double newton = off / first;
            double step = newton / Math.max(0.5, 1 - newton * second / (2 * first));
            double next = s - step;
            if (!(next > low && next < high)) {
                next = high == Double.POSITIVE_INFINITY ? 2 * s : (low + high) / 2;
            }
            if (Math.abs(next - s) <= SETTLED * s) {
                return next;
            }
            s = next;
        }
        return s;
    }
}
