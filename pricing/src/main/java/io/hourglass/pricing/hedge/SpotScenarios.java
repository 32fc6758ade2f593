package io.hourglass.pricing.hedge;

import java.util.Arrays;

/**
 * What an hour kept for the spot market may bring in each month ahead, in equally likely scenarios: USD
 * per GPU-hour of capacity, so price times utilisation.
 */
public final class SpotScenarios {
    private final double[][] prices;

    private SpotScenarios(double[][] prices) {
        this.prices = prices;
    }

    /**
     * Scenarios by month.
     *
     * @param prices a row a scenario, a column a month, none negative
     */
    public static SpotScenarios of(double[][] prices) {
        if (prices.length == 0 || prices[0].length == 0) {
            throw new IllegalArgumentException("a scenario and a month are needed");
        }
        double[][] copy = new double[prices.length][];
        for (int scenario = 0; scenario < prices.length; scenario++) {
            copy[scenario] = prices[scenario].clone();
            if (copy[scenario].length != prices[0].length) {
                throw new IllegalArgumentException(
                        "scenario " + scenario + " has " + copy[scenario].length + " months, not " + prices[0].length);
            }
            for (double price : copy[scenario]) {
                if (!(price >= 0) || price == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException("scenario " + scenario + " has a price of " + price);
                }
            }
        }
        return new SpotScenarios(copy);
    }

    /**
     * Every stretch of past moves, applied to the price of now (historical simulation with overlap).
     *
     * @param history monthly prices, USD per GPU-hour, oldest first, the last one now's, positive
     * @param months ahead
     */
    public static SpotScenarios ofHistory(double[] history, int months) {
        if (months < 1 || history.length <= months) {
            throw new IllegalArgumentException(history.length + " prices have no stretch of " + months + " months");
        }
        double now = history[history.length - 1];
        double[][] prices = new double[history.length - months][months];
        for (int begin = 0; begin < prices.length; begin++) {
            for (int month = 0; month < months; month++) {
                prices[begin][month] = now * history[begin + month + 1] / history[begin];
            }
        }
        return of(prices);
    }

    public int count() {
        return prices.length;
    }

    public int months() {
        return prices[0].length;
    }

    /** USD per GPU-hour of capacity. */
    public double price(int scenario, int month) {
        return prices[scenario][month];
    }

    /** The mean over scenarios, USD per GPU-hour of capacity. */
    public double mean(int month) {
        return Arrays.stream(prices).mapToDouble(row -> row[month]).average().orElseThrow();
    }
}
