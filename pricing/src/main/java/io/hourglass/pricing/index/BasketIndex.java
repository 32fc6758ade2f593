package io.hourglass.pricing.index;

import io.hourglass.pricing.MicroDollars;
import java.math.BigDecimal;
import java.util.Map;

/**
 * A basket of GPU-hours as one number, {@code HGI-C}: level = Σ qᵢ·Pᵢ / divisor (rulebook §2).
 *
 * <p>At a rebalance quantities change and the divisor with them, so that the level does not: d' =
 * Σ q'ᵢPᵢ / level. Quantities qᵢ in whole GPU-hours, prices Pᵢ in micro-dollars per GPU-hour, the level
 * in points; Σ qᵢPᵢ is exact.
 *
 * @param hours GPU-hours of each constituent index, by its name
 * @param divisor USD per point
 */
public record BasketIndex(Map<String, Long> hours, double divisor) {
    /** Points at which {@code HGI-C} begins. */
    public static final long BASE = 1_000;

    private static final double MICROS = 1e6;

    public BasketIndex {
        hours = Map.copyOf(hours);
        if (hours.isEmpty() || hours.values().stream().anyMatch(q -> q <= 0)) {
            throw new IllegalArgumentException("a basket holds positive quantities: " + hours);
        }
        if (!(divisor > 0)) {
            throw new IllegalArgumentException("a divisor is positive: " + divisor);
        }
    }

    /** As {@link #exactDivisor} wrote it. */
    public static BasketIndex of(Map<String, Long> hours, BigDecimal divisor) {
        return new BasketIndex(hours, divisor.doubleValue());
    }

    /** A basket that stands at {@code level} points ({@link #BASE}, say) at these prices. */
    public static BasketIndex start(Map<String, Long> hours, Map<String, Long> prices, double level) {
        return new BasketIndex(hours, dollars(hours, prices) / level);
    }

    /**
     * The level in points.
     *
     * @throws IllegalArgumentException if the price of a constituent is missing
     */
    public double level(Map<String, Long> prices) {
        return dollars(hours, prices) / divisor;
    }

    /** The level in millionths of a point, half-even. */
    public long microPoints(Map<String, Long> prices) {
        return MicroDollars.halfEven(level(prices));
    }

    /** New quantities at the same level; relative error below 1e-12. */
    public BasketIndex rebalance(Map<String, Long> newHours, Map<String, Long> prices) {
        return new BasketIndex(newHours, dollars(newHours, prices) / level(prices));
    }

    /** The divisor with every digit of its double. */
    public BigDecimal exactDivisor() {
        return new BigDecimal(divisor);
    }

    private static double dollars(Map<String, Long> hours, Map<String, Long> prices) {
        long micros = 0;
        for (Map.Entry<String, Long> constituent : hours.entrySet()) {
            Long price = prices.get(constituent.getKey());
            if (price == null) {
                throw new IllegalArgumentException("no price of " + constituent.getKey());
            }
            micros = Math.addExact(micros, Math.multiplyExact(constituent.getValue(), price));
        }
        return micros / MICROS;
    }
}
