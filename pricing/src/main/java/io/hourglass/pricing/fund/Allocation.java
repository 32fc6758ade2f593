package io.hourglass.pricing.fund;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sharing out an amount so that not one unit is lost or made. */
public final class Allocation {
    private Allocation() {}

    /**
     * Parts of {@code total} in proportion to the weights, each rounded down: together they may be fewer,
     * by less than there are weights.
     *
     * @param total units to give, at most the weights' sum
     * @param weights units asked for; positive
     */
    public static List<Long> proRataDown(long total, List<Long> weights) {
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (total < 0 || BigInteger.valueOf(total).compareTo(sum) > 0) {
            throw new IllegalArgumentException("cannot give " + total + " of " + sum);
        }
        return weights.stream()
                .map(weight -> BigInteger.valueOf(total)
                        .multiply(BigInteger.valueOf(weight))
                        .divide(sum)
                        .longValueExact())
                .toList();
    }

    /**
     * Which quotas a sharing out by largest remainder rounds up, said by the least of their remainders.
     *
     * @param least remainder whose quota is rounded up; those above it all are
     * @param last index of the last one with that remainder whose quota is; earlier ones all are
     */
    public record RoundedUp(BigInteger least, int last) {
        private boolean isAfter(BigInteger remainder, int index) {
            int order = remainder.compareTo(least);
            return order > 0 || (order == 0 && index < last);
        }
    }

    /**
     * What {@link #largestRemainder} rounds up: enough for somebody who has one weight, the total and the sum of
     * weights to find the share. Empty if it rounds nothing up.
     */
    public static Optional<RoundedUp> roundedUp(long total, List<Long> weights) {
        List<Long> shares = largestRemainder(total, weights);
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        Optional<RoundedUp> found = Optional.empty();
        for (int i = 0; i < shares.size(); i++) {
            BigInteger[] quota = BigInteger.valueOf(total)
                    .multiply(BigInteger.valueOf(weights.get(i)))
                    .divideAndRemainder(sum);
            boolean up = shares.get(i) > quota[0].longValueExact();
            if (up && (found.isEmpty() || !found.get().isAfter(quota[1], i))) {
                found = Optional.of(new RoundedUp(quota[1], i));
            }
        }
        return found;
    }

    /**
     * Shares of {@code total} in proportion to the weights, by largest remainder: each gets its
     * quota rounded down, and the units left over go one each to the largest remainders, among equal
     * ones to the first. They sum to {@code total} exactly.
     *
     * @param total units to share out, not negative
     * @param weights units held, say; none negative, not all zero
     */
    public static List<Long> largestRemainder(long total, List<Long> weights) {
        BigInteger sum = BigInteger.ZERO;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("a weight is not negative: " + weight);
            }
            sum = sum.add(BigInteger.valueOf(weight));
        }
        if (total < 0 || sum.signum() == 0) {
            throw new IllegalArgumentException("cannot share " + total + " out among " + sum);
        }
        List<Long> shares = new ArrayList<>(weights.size());
        List<BigInteger> remainders = new ArrayList<>(weights.size());
        long left = total;
        for (long weight : weights) {
            BigInteger[] quota = BigInteger.valueOf(total)
                    .multiply(BigInteger.valueOf(weight))
                    .divideAndRemainder(sum);
            shares.add(quota[0].longValueExact());
            remainders.add(quota[1]);
            left -= quota[0].longValueExact();
        }
        IntStream.range(0, shares.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                .limit(left)
                .forEach(i -> shares.set(i, shares.get(i) + 1));
        return List.copyOf(shares);
    }
}
