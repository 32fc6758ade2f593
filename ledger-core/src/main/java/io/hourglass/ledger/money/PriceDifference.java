package io.hourglass.ledger.money;

import java.math.BigDecimal;

/**
 * One price less another, in micro-dollars per GPU-hour: {@code -12_500} is 1.25 cents an hour less. What
 * a spread is quoted in.
 *
 * @param micros micro-dollars per GPU-hour; of either sign
 */
public record PriceDifference(long micros) implements Comparable<PriceDifference> {

    /** Reads {@code -0.0125}; more than six decimals are refused. */
    public static PriceDifference parse(String usdPerHour) {
        return new PriceDifference(Amount.parse(Asset.USD, usdPerHour).units());
    }

    public String decimal() {
        return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
    }

    @Override
    public int compareTo(PriceDifference other) {
        return Long.compare(micros, other.micros);
    }

    @Override
    public String toString() {
        return "$" + decimal() + "/h";
    }
}
