package io.hourglass.pricing.fund;

import java.math.BigInteger;
import java.util.List;

/** What a fund should have of each constituent of the index it follows. */
public final class TargetWeights {
    private TargetWeights() {}

    /**
     * Parts of a net asset value as the constituents' values are parts of the index, each rounded down: net · vᵢ / Σ v.
     *
     * @param net micro-dollars, not negative
     * @param values hours times price of each constituent, not negative and not all zero
     */
    public static List<Long> partsDown(long net, List<Long> values) {
        BigInteger sum = values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (net < 0 || sum.signum() <= 0) {
            throw new IllegalArgumentException("cannot share " + net + " out among " + sum);
        }
        return values.stream()
                .map(value -> BigInteger.valueOf(net)
                        .multiply(BigInteger.valueOf(value))
                        .divide(sum)
                        .longValueExact())
                .toList();
    }
}
