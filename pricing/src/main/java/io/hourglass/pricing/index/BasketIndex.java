package io.hourglass.pricing.index;

import java.util.Map;
import java.util.TreeMap;

/**
 * A basket of GPU-hours as one number, {@code HGI-C}: level = Σ qᵢ·Pᵢ / divisor (rulebook §2).
 *
 * <p>At a rebalance quantities change and the divisor with them, so that the level does not: d' =
 * Σ q'ᵢPᵢ / level. Prices Pᵢ in USD per GPU-hour, quantities qᵢ in GPU-hours, the level in points.
 *
 * @param quantities GPU-hours of each constituent index, by its name
 * @param divisor USD per point
 */
public record BasketIndex(Map<String, Double> quantities, double divisor) {
    /** Points at which {@code HGI-C} begins. */
    public static final double BASE = 1_000;

    public BasketIndex {
        quantities = Map.copyOf(quantities);
        if (quantities.isEmpty() || quantities.values().stream().anyMatch(q -> !(q > 0))) {
            throw new IllegalArgumentException("a basket holds positive quantities: " + quantities);
        }
        if (!(divisor > 0)) {
            throw new IllegalArgumentException("a divisor is positive: " + divisor);
        }
    }

    /** A basket that stands at {@code level} points (100, say) at these prices. */
    public static BasketIndex start(Map<String, Double> quantities, Map<String, Double> prices, double level) {
        return new BasketIndex(quantities, value(quantities, prices) / level);
    }

    /**
     * The level in points.
     *
     * @throws IllegalArgumentException if the price of a constituent is missing
     */
    public double level(Map<String, Double> prices) {
        return value(quantities, prices) / divisor;
    }

    /** New quantities at the same level; relative error below 1e-12. */
    public BasketIndex rebalance(Map<String, Double> newQuantities, Map<String, Double> prices) {
        return new BasketIndex(newQuantities, value(newQuantities, prices) / level(prices));
    }

    private static double value(Map<String, Double> quantities, Map<String, Double> prices) {
        double value = 0;
        for (Map.Entry<String, Double> constituent : new TreeMap<>(quantities).entrySet()) {
            Double price = prices.get(constituent.getKey());
            if (price == null) {
                throw new IllegalArgumentException("no price of " + constituent.getKey());
            }
            value += constituent.getValue() * price;
        }
        return value;
    }
}
