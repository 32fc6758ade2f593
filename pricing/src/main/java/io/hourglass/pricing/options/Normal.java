package io.hourglass.pricing.options;

/** The standard normal distribution. */
final class Normal {
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double[] NUMERATOR = {
        220.206867912376,
        221.213596169931,
        112.079291497871,
        33.912866078383,
        6.37396220353165,
        0.700383064443688,
        3.52624965998911e-02
    };
    private static final double[] DENOMINATOR = {
        440.413735824752,
        793.826512519948,
        637.333633378831,
        296.564248779674,
        86.7807322029461,
        16.064177579207,
        1.75566716318264,
        8.83883476483184e-02
    };

    private Normal() {}

    static double density(double x) {
        return Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
    }

    /**
     * N(x), to about 1e-15. Source: Hart (1968), algorithm 5666, in the form of G. West, "Better
     * approximations to cumulative normal functions", Wilmott, May 2005, pp. 70-76.
     */
    static double cumulative(double x) {
        double z = Math.abs(x);
        if (z > 37) {
            return x > 0 ? 1 : 0;
        }
        double density = Math.exp(-0.5 * z * z);
        double tail = z < 7.07106781186547
                ? density * polynomial(NUMERATOR, z) / polynomial(DENOMINATOR, z)
                : density / continuedFraction(z) / SQRT_TWO_PI;
        return x > 0 ? 1 - tail : tail;
    }

    private static double polynomial(double[] coefficients, double z) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * z + coefficients[i];
        }
        return sum;
    }

    private static double continuedFraction(double z) {
        double fraction = z + 0.65;
        for (int i = 4; i >= 1; i--) {
            fraction = z + i / fraction;
        }
        return fraction;
    }
}
