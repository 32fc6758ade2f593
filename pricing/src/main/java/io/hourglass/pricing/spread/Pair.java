package io.hourglass.pricing.spread;

/** Two volatilities and their correlation: what the ratio of two prices moves by. */
record Pair(double volatility1, double volatility2, double correlation) {
    Pair {
        if (!(volatility1 >= 0 && volatility2 >= 0 && correlation >= -1 && correlation <= 1)) {
            throw new IllegalArgumentException("no two prices have volatilities " + volatility1 + " and " + volatility2
                    + " and correlation " + correlation);
        }
    }

    /** √(σ₁² − 2ρσ₁σ₂w + σ₂²w²), where the second counts for w. */
    double of(double weight) {
        double second = volatility2 * weight;
        double variance = volatility1 * volatility1 - 2 * correlation * volatility1 * second + second * second;
        return Math.sqrt(Math.max(0, variance));
    }
}
