package io.hourglass.ledger.money;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A price of one GPU-hour in micro-dollars: {@code 2_490_000} is $2.49 an hour.
 *
 * <p>The one place where a price becomes money is {@link #timesDown} (hours) and {@link
 * #timesLots} (futures, exact); both have a twin in Solidity with the same rounding.
 *
 * @param micros micro-dollars per GPU-hour; positive
 */
public record Price(long micros) implements Comparable<Price> {
    /** Micro-units of a GPU-hour in one GPU-hour. */
    public static final long UNITS_PER_HOUR = 1_000_000;

    /** GPU-hours in one futures lot (PRODUCTS §3). */
    public static final long HOURS_PER_LOT = 730;

    public Price {
        if (micros <= 0) {
            throw new IllegalArgumentException("a price is positive: " + micros);
        }
    }

    /** Reads {@code 2.49}; more than six decimals are refused. */
    public static Price parse(String usdPerHour) {
        return new Price(Amount.parse(Asset.USD, usdPerHour).units());
    }

    /** Dollars for these µGPU-hours, rounded down to the micro-dollar (towards the payer). */
    public Amount timesDown(long hourUnits) {
        BigInteger product = BigInteger.valueOf(micros).multiply(BigInteger.valueOf(hourUnits));
        return new Amount(
                Asset.USD, product.divide(BigInteger.valueOf(UNITS_PER_HOUR)).longValueExact());
    }

    /** What these µGPU-hours cost at most, rounded up to the micro-dollar: what a buyer sets aside. */
    public Amount timesUp(long hourUnits) {
        BigInteger[] product = BigInteger.valueOf(micros)
                .multiply(BigInteger.valueOf(hourUnits))
                .divideAndRemainder(BigInteger.valueOf(UNITS_PER_HOUR));
        BigInteger up = product[1].signum() > 0 ? product[0].add(BigInteger.ONE) : product[0];
        return new Amount(Asset.USD, up.longValueExact());
    }

    /** Dollars for a move from {@code from} to this price on signed lots; exact, no rounding. */
    public Amount timesLots(long lots, Price from) {
        long move = Math.subtractExact(micros, from.micros);
        return new Amount(Asset.USD, Math.multiplyExact(Math.multiplyExact(move, HOURS_PER_LOT), lots));
    }

    public String decimal() {
        return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(micros, other.micros);
    }

    @Override
    public String toString() {
        return "$" + decimal() + "/h";
    }
}
