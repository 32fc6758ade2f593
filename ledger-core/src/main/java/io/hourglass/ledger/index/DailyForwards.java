package io.hourglass.ledger.index;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.curve.DailyGrid;
import io.hourglass.pricing.curve.Delivery;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A published forward curve day by day, as {@link DailyGrid} spreads its months, with the launches that are
 * expected in months taken from the model; a mean counts business days, as futures settle.
 *
 * @param day of the final fixing the curve starts from, and the first of its days
 * @param prices USD per GPU-hour on each calendar day from then on, to the end of the last month
 * @param quarters calendar quarters that lie within, in order of time
 * @param years calendar years that lie within, in order of time
 * @param digest SHA-256 of what the months were built from
 */
public record DailyForwards(
        GpuClass gpu, LocalDate day, List<Price> prices, List<Whole> quarters, List<Whole> years, Hash digest) {

    /** What an hour on each day of a quarter or a year costs: {@code 2027-Q2}, {@code 2027}. */
    public record Whole(String name, Price price) {}

    static Optional<DailyForwards> of(ForwardPoints points) {
        SortedMap<YearMonth, Long> months = new TreeMap<>();
        points.months().forEach((month, price) -> months.put(month, price.micros()));
        return DailyGrid.of(
                        points.day(),
                        months,
                        CurveInputs.read(points.inputs()).steps(months),
                        day -> BusinessDays.isBusinessDay(day, Timetable.HOLIDAYS))
                .map(grid -> new DailyForwards(
                        points.gpu(),
                        points.day(),
                        grid.prices().stream().map(Price::new).toList(),
                        wholes(grid.quarters()),
                        wholes(grid.years()),
                        points.digest()));
    }

    private static List<Whole> wholes(SequencedMap<Delivery, Long> prices) {
        return prices.entrySet().stream()
                .map(whole -> new Whole(whole.getKey().name(), new Price(whole.getValue())))
                .toList();
    }
}
