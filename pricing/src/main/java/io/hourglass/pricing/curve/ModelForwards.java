package io.hourglass.pricing.curve;

import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.model.KalmanFilter;
import io.hourglass.pricing.model.Launches;
import io.hourglass.pricing.model.Panel;
import io.hourglass.pricing.model.SchwartzSmith;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What two factors and launches of new hardware say of the months of which neither futures nor rentals say
 * anything (rulebook §3).
 *
 * <p>The model's price M of a month is the mean of F(T) over its days, of the current month today's price.
 * What is known of a month, K, says how far the market is from the model: r = ln(K/M). Between two known
 * months r goes straight from one to the other, after the last it stays, and so
 *
 * <pre>F(m) = M(m) · e^r(m)</pre>
 *
 * leaves what is known without a jump that the model does not have. For example, where an hour costs $2.00
 * today, nothing is known of other months and a launch is expected in a year, the 13th month and all later
 * ones are near 2.00 · e^−0.22 = $1.61.
 *
 * <p>Money comes and goes in micro-dollars, the state in millionths of the log price: rounded once, half-even, so
 * that anyone who has them finds the same months.
 *
 * @param launches days from which on the price is a step lower, rising; of those past a future holds none
 * @param step by which the log price moves at each
 */
public record ModelForwards(SchwartzSmith model, List<LocalDate> launches, double step) {
    private static final double DAYS_A_YEAR = 365;
    private static final double MILLION = 1e6;

    /** A fixing is taken for the price but for a ten-thousandth of it. */
    private static final double ERROR = 1e-4;

    /** So little is known of the level before the first price that what is known of the deviation is kept. */
    private static final double UNKNOWN = 1;

    public ModelForwards {
        launches = List.copyOf(launches);
    }

    /**
     * From hundredths and a year. Futures are taken at what is expected: where none trade there are none to see a
     * premium in.
     *
     * @param drift μ and μ*, of the level
     * @param levelVolatility σξ
     * @param reversion κ
     * @param deviationVolatility σχ
     * @param correlation ρ
     * @param step of a launch, of the log price
     */
    public static ModelForwards ofPercents(
            int drift,
            int levelVolatility,
            int reversion,
            int deviationVolatility,
            int correlation,
            int step,
            List<LocalDate> launches) {
        return new ModelForwards(
                new SchwartzSmith(
                        drift / 100.0,
                        drift / 100.0,
                        0,
                        reversion / 100.0,
                        levelVolatility / 100.0,
                        deviationVolatility / 100.0,
                        correlation / 100.0),
                launches,
                step / 100.0);
    }

    /**
     * Where the factors stand.
     *
     * @param level ξ, millionths of the log price
     * @param deviation χ, the same
     */
    public record Standing(long level, long deviation) {}

    /**
     * Reads off past prices where the factors stand on the last day.
     *
     * @param prices micro-dollars per GPU-hour by day, at least one
     */
    public Standing seen(SortedMap<LocalDate, Long> prices) {
        LocalDate first = prices.firstKey();
        double spread = model.deviationVolatility() * model.deviationVolatility() / (2 * model.reversion());
        KalmanFilter filter = new KalmanFilter(
                model,
                since(first),
                new double[] {ERROR},
                new State(Math.log(prices.getOrDefault(first, 0L) / MILLION), 0),
                new Covariance(UNKNOWN, 0, spread));
        prices.forEach((day, price) ->
                filter.observe(new Panel.Day(years(first, day), new double[] {0}, new double[] {price / MILLION})));
        State state = filter.state();
        return new Standing(MicroDollars.halfEven(state.level()), MicroDollars.halfEven(state.deviation()));
    }

    /**
     * The months of a curve.
     *
     * @param day of the standing, in month 1
     * @param known micro-dollars per GPU-hour by month; month 1 is known
     * @return micro-dollars per GPU-hour of month 1 to 36; of those known what is known
     */
    public List<Long> months(LocalDate day, Standing standing, NavigableMap<Integer, Long> known) {
        if (!known.containsKey(1)) {
            throw new IllegalArgumentException("the current month is not known: " + known);
        }
        double[] expected = expected(day, new State(standing.level / MILLION, standing.deviation / MILLION));
        List<Long> months = new ArrayList<>(expected.length);
        for (int month = 1; month <= expected.length; month++) {
            Long price = known.get(month);
            months.add(
                    price != null
                            ? price
                            : Long.valueOf(MicroDollars.halfEven(
                                    expected[month - 1] * Math.exp(distance(month, known, expected)))));
        }
        return months;
    }

    /**
     * By how much launches move the price, of what the month before costs.
     *
     * @param months micro-dollars per GPU-hour of a curve's months
     * @return micro-dollars per GPU-hour by day, of the launches in all but the first of them
     */
    public SortedMap<LocalDate, Long> steps(SortedMap<YearMonth, Long> months) {
        SortedMap<LocalDate, Long> steps = new TreeMap<>();
        for (LocalDate launch : launches) {
            Long before = months.get(YearMonth.from(launch).minusMonths(1));
            if (before != null && months.containsKey(YearMonth.from(launch))) {
                steps.put(launch, MicroDollars.halfEven(before / MILLION * Math.expm1(step)));
            }
        }
        return steps;
    }

    /** M of months 1 to 36, USD per GPU-hour. */
    private double[] expected(LocalDate day, State state) {
        Launches ahead = since(day);
        double[] expected = new double[ForwardCurve.MONTHS];
        expected[0] = model.futures(state, 0);
        for (int i = 1; i < expected.length; i++) {
            YearMonth month = YearMonth.from(day).plusMonths(i);
            for (int of = 1; of <= month.lengthOfMonth(); of++) {
                double years = years(day, month.atDay(of));
                expected[i] += model.futures(state, years) * Math.exp(ahead.between(0, years)) / month.lengthOfMonth();
            }
        }
        return expected;
    }

    /** r of a month. */
    private static double distance(int month, NavigableMap<Integer, Long> known, double[] expected) {
        Map.Entry<Integer, Long> before = known.floorEntry(month);
        Map.Entry<Integer, Long> after = known.ceilingEntry(month);
        double near = distance(before, expected);
        if (after == null) {
            return near;
        }
        double way = (double) (month - before.getKey()) / (after.getKey() - before.getKey());
        return near + way * (distance(after, expected) - near);
    }

    private static double distance(Map.Entry<Integer, Long> known, double[] expected) {
        return Math.log(known.getValue() / MILLION / expected[known.getKey() - 1]);
    }

    private Launches since(LocalDate day) {
        return new Launches(launches.stream().map(launch -> years(day, launch)).toList(), step);
    }

    private static double years(LocalDate from, LocalDate to) {
        return ChronoUnit.DAYS.between(from, to) / DAYS_A_YEAR;
    }
}
