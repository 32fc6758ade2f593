package io.hourglass.pricing.model;

import java.util.List;

/**
 * What was quoted, day by day: a spot price, futures, or both, in the same columns each day.
 *
 * @param days in order of time
 */
public record Panel(List<Day> days) {

    /**
     * One day's quotes.
     *
     * @param time on the panel's clock, in years
     * @param years from then to the delivery of each column; 0 for a spot price
     * @param prices USD per GPU-hour; NaN where nothing was quoted
     */
    @SuppressWarnings("ArrayRecordComponent") // read 1340 times a likelihood; nobody compares them
    public record Day(double time, double[] years, double[] prices) {
        public Day {
            if (years.length != prices.length) {
                throw new IllegalArgumentException(years.length + " deliveries for " + prices.length + " prices");
            }
            for (double price : prices) {
                if (price <= 0) {
                    throw new IllegalArgumentException("a log price needs a price above 0, not " + price);
                }
            }
        }
    }

    public Panel {
        days = List.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a panel needs a day");
        }
        for (int i = 1; i < days.size(); i++) {
            if (!(days.get(i).time > days.get(i - 1).time)
                    || days.get(i).years.length != days.getFirst().years.length) {
                throw new IllegalArgumentException("day " + i + " is not later, or has other columns");
            }
        }
    }

    int columns() {
        return days.getFirst().years.length;
    }

    /** The first so many days. */
    public Panel first(int count) {
        return new Panel(days.subList(0, count));
    }
}
