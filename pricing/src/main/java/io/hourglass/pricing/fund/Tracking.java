package io.hourglass.pricing.fund;

import java.util.ArrayList;
import java.util.List;

/** How closely the fund follows its index, and the market the fund (rulebook §5). */
public final class Tracking {
    private static final double DAYS_PER_YEAR = 365.25;

    private Tracking() {}

    /** Premium (positive) or discount of the market price over NAV, as a share of NAV. */
    public static double premium(double marketPrice, double nav) {
        return marketPrice / nav - 1;
    }

    /**
     * Tracking difference: the fund's return less the index's over the whole period, as a share.
     *
     * @param navs NAV per unit, one a day, oldest first
     * @param levels of the index on the same days
     */
    public static double difference(List<Double> navs, List<Double> levels) {
        sameDays(navs, levels);
        return navs.getLast() / navs.getFirst() - levels.getLast() / levels.getFirst();
    }

    /**
     * Tracking error: the sample standard deviation of daily return differences dᵢ = NAVᵢ/NAVᵢ₋₁ −
     * Lᵢ/Lᵢ₋₁, times √{@code daysPerYear}; 0 of fewer than two returns.
     *
     * @param daysPerYear observations in a year: 365 for an index fixed every day
     */
    public static double error(List<Double> navs, List<Double> levels, double daysPerYear) {
        sameDays(navs, levels);
        int count = navs.size() - 1;
        if (count < 2) {
            return 0;
        }
        double[] differences = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            differences[i] = navs.get(i + 1) / navs.get(i) - levels.get(i + 1) / levels.get(i);
            sum += differences[i];
        }
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - sum / count) * (difference - sum / count);
        }
        return Math.sqrt(squares / (count - 1) * daysPerYear);
    }

    /** {@link #premium} in millionths, half-even. */
    public static long premiumPpm(long marketPrice, long nav) {
        return ppm(premium((double) marketPrice, (double) nav));
    }

    /** {@link #difference} in millionths, half-even. */
    public static long differencePpm(List<Long> navs, List<Long> levels) {
        return ppm(difference(doubles(navs), doubles(levels)));
    }

    /**
     * {@link #error} in millionths a year, half-even, of days that lie evenly over a span.
     *
     * @param spanDays from the first day to the last
     */
    public static long errorPpm(List<Long> navs, List<Long> levels, long spanDays) {
        double perYear = spanDays == 0 ? 0 : (navs.size() - 1) * DAYS_PER_YEAR / spanDays;
        return ppm(error(doubles(navs), doubles(levels), perYear));
    }

    /**
     * NAVs as if what was paid out had been put back into the fund on the day it left: what a holder
     * earned, which is what an index that pays nothing out is compared with. Half-even.
     *
     * @param navs per unit, oldest first
     * @param paid per unit between the NAV before and this one; of the first day it does not count
     */
    public static List<Long> totalReturn(List<Long> navs, List<Long> paid) {
        List<Long> total = new ArrayList<>();
        double level = 0;
        for (int i = 0; i < navs.size(); i++) {
            double nav = navs.get(i);
            level = i == 0 ? nav : level * ((nav + paid.get(i)) / navs.get(i - 1));
            total.add(Math.round(Math.rint(level)));
        }
        return total;
    }

    private static long ppm(double share) {
        return Math.round(Math.rint(share * 1e6));
    }

    private static List<Double> doubles(List<Long> values) {
        return values.stream().map(Long::doubleValue).toList();
    }

    private static void sameDays(List<Double> navs, List<Double> levels) {
        if (navs.size() != levels.size() || navs.isEmpty()) {
            throw new IllegalArgumentException(navs.size() + " days of the fund, " + levels.size() + " of the index");
        }
    }
}
