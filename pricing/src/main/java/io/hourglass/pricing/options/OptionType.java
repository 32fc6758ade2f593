package io.hourglass.pricing.options;

/** The right to buy (call) or to sell (put) at the strike. */
public enum OptionType {
    CALL(1),
    PUT(-1);

    /** +1 of a call, −1 of a put: φ in the formulas. */
    final int sign;

    OptionType(int sign) {
        this.sign = sign;
    }

    /** What it pays where the price ends at {@code price}. */
    public double payoff(double price, double strike) {
        return Math.max(0, sign * (price - strike));
    }
}
