package io.hourglass.pricing.fund;

import java.math.BigInteger;

/**
 * The management fee, paid by inflation of units (rulebook §5): over s seconds the manager's share
 * of the fund grows to f = rate·s/year, for which supply·f/(1 − f) units are created. A year is
 * 365.25 days. Source: streaming fee of Set Protocol, StreamingFeeModule, calculateInflation.
 *
 * @param ratePpm annual rate in millionths: 9_500 is 0.95 %
 * @param capPpm highest annual rate there can ever be, committed at launch
 */
public record StreamingFee(long ratePpm, long capPpm) {
    /** Seconds in 365.25 days. */
    public static final long SECONDS_PER_YEAR = 31_557_600;

    private static final long MILLION = 1_000_000;
    private static final BigInteger WHOLE = BigInteger.valueOf(MILLION).multiply(BigInteger.valueOf(SECONDS_PER_YEAR));

    public StreamingFee {
        if (ratePpm < 0 || ratePpm > capPpm || capPpm >= MILLION) {
            throw new IllegalArgumentException(
                    "a rate is between 0 and its cap, the cap below 100 %: " + ratePpm + " of " + capPpm);
        }
    }

    /**
     * Micro-units to create for the manager, rounded down.
     *
     * @param supply micro-units outstanding
     * @param seconds since the fee was last taken
     */
    public long unitsDown(long supply, long seconds) {
        BigInteger share = share(seconds);
        BigInteger rest = WHOLE.subtract(share);
        if (rest.signum() <= 0) {
            throw new ArithmeticException("the fee would take all of the fund: " + seconds + " s");
        }
        return BigInteger.valueOf(supply).multiply(share).divide(rest).longValueExact();
    }

    /**
     * What the fee that was not taken yet is worth, micro-dollars, rounded down: NAV per unit less it is
     * what NAV per unit is once the units are created, for gross/(supply + units) = gross·(1 − f)/supply.
     *
     * @param gross micro-dollars
     * @param seconds since the fee was last taken
     */
    public long cashDown(long gross, long seconds) {
        return BigInteger.valueOf(gross).multiply(share(seconds)).divide(WHOLE).longValueExact();
    }

    /** The same, rounded up. */
    public long cashUp(long gross, long seconds) {
        BigInteger[] parts = BigInteger.valueOf(gross).multiply(share(seconds)).divideAndRemainder(WHOLE);
        return Math.addExact(parts[0].longValueExact(), parts[1].signum());
    }

    private BigInteger share(long seconds) {
        return BigInteger.valueOf(ratePpm).multiply(BigInteger.valueOf(seconds));
    }
}
