package io.hourglass.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The one place where a computed number becomes money: {@code 6.6425} USD is {@code 6_642_500}
 * micro-dollars.
 */
public final class MicroDollars {
    private MicroDollars() {}

    /**
     * The nearest whole micro-dollar of the double's exact binary value; a tie goes to the even one.
     *
     * @throws ArithmeticException if the amount is not finite or leaves 64 bits
     */
    public static long halfEven(double usd) {
        return scaled(usd, 6, RoundingMode.HALF_EVEN);
    }

    /** The greatest whole micro-dollar not above the amount. */
    public static long floor(double usd) {
        return scaled(usd, 6, RoundingMode.FLOOR);
    }

    /** The smallest whole micro-dollar not below the amount. */
    public static long ceiling(double usd) {
        return scaled(usd, 6, RoundingMode.CEILING);
    }

    private static long scaled(double usd, int decimals, RoundingMode mode) {
        if (!Double.isFinite(usd)) {
            throw new ArithmeticException("not an amount of money: " + usd);
        }
        return new BigDecimal(usd).movePointRight(decimals).setScale(0, mode).longValueExact();
    }
}
