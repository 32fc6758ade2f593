package io.hourglass.ledger.money;

import java.math.BigDecimal;

/**
 * A whole number of an asset's smallest units: {@code 2_500_000} of {@code USD/6} is $2.50.
 *
 * @param units signed; arithmetic that leaves 64 bits throws {@link ArithmeticException}
 */
public record Amount(Asset asset, long units) implements Comparable<Amount> {

    /**
     * Reads a decimal as a person writes it, {@code 12.5}.
     *
     * @throws IllegalArgumentException if it is not a plain decimal, has more decimals than the
     *     asset, or does not fit 64 bits
     */
    public static Amount parse(Asset asset, String decimal) {
        if (decimal.length() > 40 || !decimal.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new IllegalArgumentException("not a decimal amount: " + decimal);
        }
        try {
            return new Amount(
                    asset, new BigDecimal(decimal).movePointRight(asset.scale()).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    decimal + " does not fit " + asset + ": at most " + asset.scale() + " decimals and 64 bits", e);
        }
    }

    public Amount plus(Amount other) {
        return new Amount(asset, Math.addExact(units, sameAsset(other).units));
    }

    public Amount minus(Amount other) {
        return new Amount(asset, Math.subtractExact(units, sameAsset(other).units));
    }

    public Amount negate() {
        return new Amount(asset, Math.negateExact(units));
    }

    public boolean isPositive() {
        return units > 0;
    }

    /** The decimal a person reads, without trailing zeros lost: {@code 2.500000}. */
    public String decimal() {
        return BigDecimal.valueOf(units, asset.scale()).toPlainString();
    }

    @Override
    public int compareTo(Amount other) {
        return Long.compare(units, sameAsset(other).units);
    }

    @Override
    public String toString() {
        return decimal() + " " + asset.code();
    }

    private Amount sameAsset(Amount other) {
        if (!asset.equals(other.asset)) {
            throw new IllegalArgumentException("cannot combine " + asset + " with " + other.asset);
        }
        return other;
    }
}
