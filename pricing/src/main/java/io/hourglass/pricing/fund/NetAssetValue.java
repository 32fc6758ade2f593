package io.hourglass.pricing.fund;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What a fund unit is worth (rulebook §5). A unit has 6 decimals, a dollar too; NAV is micro-dollars
 * per whole unit. Every rounding favours the fund, that is, those who stay in it.
 */
public final class NetAssetValue {
    /** Micro-units of one whole unit of the fund. */
    public static final long UNIT = 1_000_000;

    private NetAssetValue() {}

    /**
     * NAV per unit, to the nearest micro-dollar, half-even: the published figure.
     *
     * @param netAssets micro-dollars: positions at settlement + cash + accrued income − fees
     * @param units micro-units outstanding, positive
     */
    public static long perUnit(long netAssets, long units) {
        return perUnit(netAssets, units, RoundingMode.HALF_EVEN);
    }

    /** NAV per unit rounded up: the price of a creation that cannot dilute. */
    public static long perUnitUp(long netAssets, long units) {
        return perUnit(netAssets, units, RoundingMode.CEILING);
    }

    /** NAV per unit rounded down: the price of a redemption that cannot dilute. */
    public static long perUnitDown(long netAssets, long units) {
        return perUnit(netAssets, units, RoundingMode.FLOOR);
    }

    /** Micro-units that so much cash (micro-dollars) creates at this NAV. */
    public static long unitsDown(long cash, long nav) {
        return multiplyDivide(cash, UNIT, nav, RoundingMode.DOWN);
    }

    /** Micro-dollars that so many micro-units redeem for at this NAV. */
    public static long cashDown(long units, long nav) {
        return multiplyDivide(units, nav, UNIT, RoundingMode.DOWN);
    }

    private static long perUnit(long netAssets, long units, RoundingMode mode) {
        return multiplyDivide(netAssets, UNIT, units, mode);
    }

    static long multiplyDivide(long a, long b, long divisor, RoundingMode mode) {
        if (divisor <= 0) {
            throw new ArithmeticException("nothing to divide by: " + divisor);
        }
        BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        return new BigDecimal(product)
                .divide(BigDecimal.valueOf(divisor), 0, mode)
                .longValueExact();
    }
}
