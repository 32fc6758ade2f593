package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DailyGridTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-16");
    private static final YearMonth MONTH = YearMonth.from(DAY);

    private static final SortedMap<LocalDate, Long> NONE = new TreeMap<>();

    private static boolean isWeekday(LocalDate day) {
        return day.getDayOfWeek().getValue() <= DayOfWeek.FRIDAY.getValue();
    }

    private static SortedMap<YearMonth, Long> months(long... micros) {
        SortedMap<YearMonth, Long> months = new TreeMap<>();
        for (long price : micros) {
            months.put(MONTH.plusMonths(months.size()), price);
        }
        return months;
    }

    @Test
    void isFlatWhereTheMonthsAre() {
        DailyGrid grid = DailyGrid.of(
                        DAY,
                        months(Collections.nCopies(36, 2_400_000L).stream()
                                .mapToLong(Long::longValue)
                                .toArray()),
                        NONE,
                        DailyGridTest::isWeekday)
                .orElseThrow();
        assertThat(grid.prices()).hasSize(1_081).containsOnly(2_400_000L);
        assertThat(grid.quarters()).hasSize(11).containsEntry(Delivery.quarter(2027, 1), 2_400_000L);
        assertThat(grid.years().keySet()).containsExactly(Delivery.year(2027), Delivery.year(2028));
    }

    /** What would ring for months around a step is flat on both sides of one that is known. */
    @Test
    void aStepThatIsKnownStandsOnItsDay() {
        LocalDate launch = LocalDate.parse("2027-03-01");
        SortedMap<YearMonth, Long> months = months(
                2_400_000, 2_400_000, 2_400_000, 2_400_000, 1_900_000, 1_900_000, 1_900_000, 1_900_000, 1_900_000);
        DailyGrid stepped = DailyGrid.of(
                        DAY, months, new TreeMap<>(Map.of(launch, -500_000L)), DailyGridTest::isWeekday)
                .orElseThrow();
        DailyGrid smooth =
                DailyGrid.of(DAY, months, NONE, DailyGridTest::isWeekday).orElseThrow();
        int before = (int) DAY.until(launch, ChronoUnit.DAYS);

        assertThat(stepped.prices().subList(0, before)).containsOnly(2_400_000L);
        assertThat(stepped.prices().subList(before, stepped.prices().size())).containsOnly(1_900_000L);
        assertThat(smooth.prices().get(before)).isBetween(2_000_000L, 2_300_000L);
    }

    @Test
    void aQuarterIsTheMeanOfItsMonthsByTheirDaysThatCount() {
        DailyGrid grid = DailyGrid.of(
                        DAY,
                        months(2_500_000, 2_400_000, 2_200_000, 2_100_000, 2_300_000),
                        NONE,
                        DailyGridTest::isWeekday)
                .orElseThrow();
        // business days of January, February and March 2027: 21, 20 and 23
        long quarter = (21 * 2_200_000L + 20 * 2_100_000L + 23 * 2_300_000L) / 64;
        assertThat(grid.quarters()).containsOnlyKeys(Delivery.quarter(2027, 1));
        assertThat(grid.quarters().get(Delivery.quarter(2027, 1))).isBetween(quarter, quarter + 1);
        List<Long> january = grid.prices().subList(46, 77);
        assertThat(january).isNotEmpty().allSatisfy(price -> assertThat(price).isBetween(2_000_000L, 2_500_000L));
        assertThat(january.getFirst()).isGreaterThan(january.getLast());
    }

    @Test
    void aMonthWithNoDayLeftThatCountsIsNotQuoted() {
        LocalDate saturday = LocalDate.parse("2027-01-30");
        SortedMap<YearMonth, Long> months = new TreeMap<>();
        months.put(YearMonth.parse("2027-01"), 9_000_000L);
        months.put(YearMonth.parse("2027-02"), 2_000_000L);
        months.put(YearMonth.parse("2027-03"), 2_000_000L);
        assertThat(DailyGrid.of(saturday, months, NONE, DailyGridTest::isWeekday)
                        .orElseThrow()
                        .prices())
                .containsOnly(2_000_000L);
    }

    @Test
    void monthsSoFarApartThatAnHourWouldCostNothingHaveNoGrid() {
        assertThat(DailyGrid.of(DAY, months(9_000_000, 9_000_000, 50_000, 9_000_000), NONE, DailyGridTest::isWeekday))
                .isEmpty();
    }
}
