package io.hourglass.pricing.options;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The exponential and the logarithm as an option's value asks for them: an argument comes with what
 * rounding took from it, and a call costs a third of the library's, which stands outside compiled code.
 */
final class Elementary {
    /** ln(F/K) is a series of few terms where neither is over twice the other. */
    private static final double NEAR = 2;

    private static final int PARTS = 64;
    private static final double PER_PART = PARTS / Math.log(2);
    private static final double PART = Math.log(2) / PARTS;

    /** ln 2 / 64 less its double: Abramowitz and Stegun 4.1.18 gives ln 2 to more digits. */
    private static final double PART_ROUNDING = new BigDecimal("0.6931471805599453094172321214581765680755")
            .divide(BigDecimal.valueOf(PARTS))
            .subtract(new BigDecimal(PART))
            .doubleValue();

    /** Adding it leaves a double's whole part in its lowest bits. */
    private static final double WHOLE = 0x1.8p52;

    /** Where 2^−1022 ends; beyond, the library's serves. */
    private static final double MOST = 708;

    private static final double[] POWERS = powers();

    private Elementary() {}

    /** 2^(j/64), each rounded once. */
    private static double[] powers() {
        BigDecimal root = BigDecimal.TWO;
        for (int i = PARTS; i > 1; i /= 2) {
            root = root.sqrt(MathContext.DECIMAL128);
        }
        double[] powers = new double[PARTS];
        BigDecimal power = BigDecimal.ONE;
        for (int i = 0; i < PARTS; i++) {
            powers[i] = power.doubleValue();
            power = power.multiply(root, MathContext.DECIMAL128);
        }
        return powers;
    }

    /** e^(x + rounding): with 64·x = k·ln 2 + r it is 2^(k/64) times six terms in r. */
    static double exp(double x, double rounding) {
        return usual(x) ? power(x, less(x, rounding)) : Math.exp(x);
    }

    /** Whether a power is a normal double, so that 2^(k/64) may be put together from its bits. */
    static boolean usual(double x) {
        return Math.abs(x) < MOST;
    }

    /** e^r − 1, what is left when whole parts are taken out; no branch and no table. */
    static double less(double x, double rounding) {
        double parts = Math.fma(x, PER_PART, WHOLE) - WHOLE;
        double r = Math.fma(-parts, PART, x) + Math.fma(-parts, PART_ROUNDING, rounding);
        double square = r * r;
        double tail = Math.fma(square, Math.fma(r, 1.0 / 120, 1.0 / 24), Math.fma(r, 1.0 / 6, 0.5));
        return Math.fma(square, tail, r);
    }

    /** 2^(k/64)·(1 + less) of the same x. */
    static double power(double x, double less) {
        long k = Double.doubleToRawLongBits(Math.fma(x, PER_PART, WHOLE));
        long bits = Double.doubleToRawLongBits(POWERS[(int) k & PARTS - 1]) + (k >> 6 << 52);
        double scaled = Double.longBitsToDouble(bits);
        return Math.fma(scaled, less, scaled);
    }

    /** ln(a/b) to one unit in its last place, also where a is near b. */
    static double logRatio(double a, double b) {
        if (far(a, b)) {
            return Math.log(a / b);
        }
        return twiceArtanh(halfTangent(a, b));
    }

    /** Whether one is over twice the other, so that the logarithm of their ratio is not a short series. */
    static boolean far(double a, double b) {
        return Math.max(a, b) > NEAR * Math.min(a, b);
    }

    /** tanh(ln(a/b)/2) = (a − b)/(a + b), with the sum's and the quotient's rounding made good. */
    static double halfTangent(double a, double b) {
        double sum = a + b;
        double added = sum - a;
        double lost = (a - (sum - added)) + (b - added);
        double inverse = 1 / sum;
        double u = (a - b) * inverse;
        return Math.fma(Math.fma(-u, sum, a - b) - u * lost, inverse, u);
    }

    /** 2·artanh(u) for |u| ≤ 1/3: coefficients within 2e-16, from Chebyshev nodes in 60 digits. */
    static double twiceArtanh(double u) {
        double square = u * u;
        double fourth = square * square;
        double even = 0.043957404269488826;
        double odd = 0.08091487075261385;
        even = Math.fma(even, fourth, 0.06656968651076431);
        odd = Math.fma(odd, fourth, 0.06001479080037493);
        even = Math.fma(even, fourth, 0.09090894470062606);
        odd = Math.fma(odd, fourth, 0.07692791644278632);
        even = Math.fma(even, fourth, 0.14285714283499398);
        odd = Math.fma(odd, fourth, 0.11111111363934212);
        even = Math.fma(even, fourth, 0.3333333333333333);
        odd = Math.fma(odd, fourth, 0.20000000000007515);
        double series = Math.fma(odd, square, even);
        return 2 * Math.fma(u * square, series, u);
    }
}
