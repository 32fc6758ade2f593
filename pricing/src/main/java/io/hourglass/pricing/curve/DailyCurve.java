package io.hourglass.pricing.curve;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an hour of a GPU costs on each day ahead, as quotes for months, quarters, years and rentals
 * imply: the smoothest curve whose mean over each delivery lies between bid and ask, and meets the
 * price where they are one (see {@link MaximumSmoothness}). Prices in USD per GPU-hour.
 *
 * <p>Conventions: a mean is arithmetic, over those days of the delivery that the averaging calendar
 * counts (every calendar day, or business days as futures settle), each with the same weight; both
 * ends of the curve are free, so past the last quote it goes on straight. Steps that are known ahead
 * stand in the curve as they are; what is smooth is the rest.
 *
 * <p>Checked by the reference cases CURVE-FLAT, CURVE-LINEAR, CURVE-REPRICE, CURVE-FL365-MONTHS and
 * CURVE-FL365-OVERLAP.
 */
public final class DailyCurve {
    private final LocalDate first;
    private final double[] prices;
    private final boolean[] counts;

    private DailyCurve(LocalDate first, double[] prices, boolean[] counts) {
        this.first = first;
        this.prices = prices;
        this.counts = counts;
    }

    /** The curve with every calendar day in the mean and no step. */
    public static DailyCurve of(LocalDate first, LocalDate last, List<Quote> quotes) {
        return of(first, last, quotes, List.of(), day -> true);
    }

    /**
     * The smoothest curve within the quotes.
     *
     * @param first its first day
     * @param last its last day
     * @param quotes at least one, in any order; they may overlap
     * @param steps what launches are expected to do
     * @param calendar the days that a mean counts
     * @throws ArbitrageException if no curve meets the quotes
     * @throws IllegalArgumentException of a quote that leaves the curve's days or has no day that counts
     */
    public static DailyCurve of(
            LocalDate first,
            LocalDate last,
            List<Quote> quotes,
            List<LaunchStep> steps,
            Predicate<LocalDate> calendar) {
        Delivery whole = new Delivery("the curve", first, last);
        if (quotes.isEmpty()) {
            throw new IllegalArgumentException("a curve needs a quote");
        }
        boolean[] counts = new boolean[whole.days()];
        double[] weights = new double[counts.length];
        int[] countedBefore = new int[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = calendar.test(first.plusDays(i));
            weights[i] = counts[i] ? 1 : 0;
            countedBefore[i + 1] = countedBefore[i] + (counts[i] ? 1 : 0);
        }
        DailyCurve prior = new DailyCurve(first, steps(whole, steps), counts);
        quotes.forEach(quote -> prior.mean(quote.delivery()));
        Arbitrage.among(
                        quotes,
                        quote -> countedBefore[prior.index(quote.delivery().first())],
                        quote -> countedBefore[prior.index(quote.delivery().last()) + 1])
                .ifPresent(arbitrage -> {
                    throw new ArbitrageException(arbitrage);
                });
        List<MaximumSmoothness.Stretch> stretches = quotes.stream()
                .map(quote -> {
                    double known = prior.mean(quote.delivery());
                    return new MaximumSmoothness.Stretch(
                            prior.index(quote.delivery().first()),
                            prior.index(quote.delivery().last()) + 1,
                            quote.bid() - known,
                            quote.ask() - known);
                })
                .toList();
        double[] prices = MaximumSmoothness.sequence(weights, stretches);
        for (int i = 0; i < prices.length; i++) {
            prices[i] += prior.prices[i];
        }
        return new DailyCurve(first, prices, counts);
    }

    private static double[] steps(Delivery whole, List<LaunchStep> steps) {
        double[] prior = new double[whole.days()];
        for (LaunchStep step : steps) {
            long from = Math.max(0, ChronoUnit.DAYS.between(whole.first(), step.day()));
            for (int i = (int) Math.min(from, prior.length); i < prior.length; i++) {
                prior[i] += step.size();
            }
        }
        return prior;
    }

    public LocalDate first() {
        return first;
    }

    public LocalDate last() {
        return first.plusDays(prices.length - 1L);
    }

    /** USD per GPU-hour on a day. */
    public double forward(LocalDate day) {
        return prices[index(day)];
    }

    /** USD per GPU-hour over a delivery: the mean of its days that count. */
    public double mean(Delivery delivery) {
        int days = 0;
        double sum = 0;
        int end = index(delivery.last());
        for (int i = index(delivery.first()); i <= end; i++) {
            if (counts[i]) {
                days++;
                sum += prices[i];
            }
        }
        if (days == 0) {
            throw new IllegalArgumentException("no day of " + delivery.name() + " counts");
        }
        return sum / days;
    }

    /** USD per GPU-hour, a day each from {@link #first} on. */
    public double[] prices() {
        return prices.clone();
    }

    /** Σ of the squared second differences: 0 of a straight line. */
    public double roughness() {
        double sum = 0;
        for (int i = 1; i < prices.length - 1; i++) {
            double bend = prices[i - 1] - 2 * prices[i] + prices[i + 1];
            sum += bend * bend;
        }
        return sum;
    }

    private int index(LocalDate day) {
        long index = ChronoUnit.DAYS.between(first, day);
        if (index < 0 || index >= prices.length) {
            throw new IllegalArgumentException(day + " is not within " + first + " to " + last());
        }
        return (int) index;
    }

    @Override
    public String toString() {
        return first + " to " + last() + ": " + Arrays.toString(prices);
    }
}
