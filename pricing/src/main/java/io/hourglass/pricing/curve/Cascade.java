package io.hourglass.pricing.curve;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a position in a quarter or a year becomes when it begins to deliver: the same GPUs in each of
 * its parts, worth together what the whole was, to the micro-dollar. One GPU of {@code 2027-Q2} at
 * $2.40 is 2,184 GPU-hours for $5,241.60, and becomes April, May and June for that sum.
 *
 * <p>Hours are counted by the calendar, 24 a day. Each part gets its share of the value by what the
 * curve says of it, rounded down, and the micro-dollars left over go one each to the parts that lost
 * most by rounding, the earlier one first (largest remainder).
 */
public final class Cascade {
    private Cascade() {}

    /**
     * One part.
     *
     * @param delivery its days
     * @param hours GPU-hours of one GPU over them
     * @param value what they are worth, micro-dollars
     */
    public record Part(Delivery delivery, long hours, long value) {}

    /** A contract before it cascades, at a price in micro-dollars per GPU-hour. */
    public static Part whole(Delivery delivery, long price) {
        long hours = 24L * delivery.days();
        return new Part(delivery, hours, Math.multiplyExact(hours, price));
    }

    /**
     * The next smaller parts of a quarter or a year: Σ hours and Σ value are the whole's.
     *
     * @param curve covers the delivery, positive on it
     * @throws IllegalArgumentException if the delivery is no calendar quarter or year
     */
    public static List<Part> of(Part whole, DailyCurve curve) {
        List<Delivery> deliveries = whole.delivery.cascade();
        List<BigInteger> worths = deliveries.stream()
                .map(delivery -> BigInteger.valueOf(worth(delivery, curve)))
                .toList();
        BigInteger total = worths.stream().reduce(BigInteger.ZERO, BigInteger::add);
        record Share(int index, long value, BigInteger remainder) {}
        List<Share> shares = new ArrayList<>();
        long left = whole.value;
        for (int i = 0; i < worths.size(); i++) {
            BigInteger[] share =
                    BigInteger.valueOf(whole.value).multiply(worths.get(i)).divideAndRemainder(total);
            shares.add(new Share(i, share[0].longValueExact(), share[1]));
            left -= share[0].longValueExact();
        }
        List<Integer> luckiest = shares.stream()
                .sorted(Comparator.comparing(Share::remainder).reversed().thenComparingInt(Share::index))
                .limit(left)
                .map(Share::index)
                .toList();
        return shares.stream()
                .map(share -> new Part(
                        deliveries.get(share.index),
                        24L * deliveries.get(share.index).days(),
                        share.value + (luckiest.contains(share.index) ? 1 : 0)))
                .toList();
    }

    /** By the curve, in whole micro-dollars: a weight, so the one rounding here moves no value. */
    private static long worth(Delivery delivery, DailyCurve curve) {
        double price = curve.mean(delivery);
        if (!(price > 0)) {
            throw new IllegalArgumentException(delivery.name() + " is worth nothing on the curve: " + price);
        }
        return Math.round(price * 1e6 * 24 * delivery.days());
    }
}
