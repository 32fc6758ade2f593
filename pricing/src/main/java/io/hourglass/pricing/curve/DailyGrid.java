package io.hourglass.pricing.curve;

import io.hourglass.pricing.MicroDollars;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The months of a forward curve, day by day: the smoothest curve that gives each month its price, and
 * what whole quarters and years cost on it. In micro-dollars per GPU-hour, each rounded half-even by
 * itself; the curve itself meets the months to 1e-10 USD.
 *
 * @param first first day, in the first month
 * @param prices of each calendar day from then on
 * @param quarters those within the curve, in order of time
 * @param years those within the curve, in order of time
 */
public record DailyGrid(
        LocalDate first, List<Long> prices, SequencedMap<Delivery, Long> quarters, SequencedMap<Delivery, Long> years) {

    /**
     * Spreads months over their days; none if the smoothest curve has an hour cost nothing on some day,
     * which months that lie very far apart can do.
     *
     * @param first first day of the curve
     * @param months micro-dollars per GPU-hour of consecutive months, the first day's month first
     * @param steps micro-dollars by which the price moves on a day, and the curve with it: it is smooth but for these
     * @param calendar the days that a mean counts; a first month of which none is left is not quoted
     */
    public static Optional<DailyGrid> of(
            LocalDate first,
            SortedMap<YearMonth, Long> months,
            SortedMap<LocalDate, Long> steps,
            Predicate<LocalDate> calendar) {
        LocalDate last = months.lastKey().atEndOfMonth();
        List<Quote> quotes = new ArrayList<>();
        months.forEach((month, micros) -> {
            LocalDate from = first.isAfter(month.atDay(1)) ? first : month.atDay(1);
            if (from.datesUntil(month.atEndOfMonth().plusDays(1)).anyMatch(calendar)) {
                quotes.add(Quote.of(new Delivery(month.toString(), from, month.atEndOfMonth()), micros / 1e6));
            }
        });
        List<LaunchStep> launches = new ArrayList<>();
        steps.forEach((day, micros) -> launches.add(new LaunchStep(day, micros / 1e6)));
        DailyCurve curve = DailyCurve.of(first, last, quotes, launches, calendar);
        if (Arrays.stream(curve.prices()).anyMatch(price -> !(MicroDollars.halfEven(price) > 0))) {
            return Optional.empty();
        }
        SequencedMap<Delivery, Long> quarters = new LinkedHashMap<>();
        SequencedMap<Delivery, Long> years = new LinkedHashMap<>();
        for (int year = first.getYear(); year <= last.getYear(); year++) {
            whole(curve, Delivery.year(year), years);
            for (int quarter = 1; quarter <= 4; quarter++) {
                whole(curve, Delivery.quarter(year, quarter), quarters);
            }
        }
        List<Long> prices =
                Arrays.stream(curve.prices()).mapToObj(MicroDollars::halfEven).toList();
        return Optional.of(new DailyGrid(first, prices, quarters, years));
    }

    private static void whole(DailyCurve curve, Delivery delivery, Map<Delivery, Long> among) {
        if (!delivery.first().isBefore(curve.first()) && !delivery.last().isAfter(curve.last())) {
            among.put(delivery, MicroDollars.halfEven(curve.mean(delivery)));
        }
    }
}
