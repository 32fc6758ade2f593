package io.hourglass.pricing.fund;

import java.util.List;

/** How closely the fund follows its index, and the market the fund (rulebook §5). */
public final class Tracking {
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
    public static double error(List<Double> navs, List<Double> levels, int daysPerYear) {
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

    private static void sameDays(List<Double> navs, List<Double> levels) {
        if (navs.size() != levels.size() || navs.isEmpty()) {
            throw new IllegalArgumentException(navs.size() + " days of the fund, " + levels.size() + " of the index");
        }
    }
}
