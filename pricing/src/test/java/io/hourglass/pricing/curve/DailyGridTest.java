package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DailyGridTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-16");
    private static final YearMonth MONTH = YearMonth.from(DAY);

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
                        DailyGridTest::isWeekday)
                .orElseThrow();
        assertThat(grid.prices()).hasSize(1_081).containsOnly(2_400_000L);
        assertThat(grid.quarters()).hasSize(11).containsEntry(Delivery.quarter(2027, 1), 2_400_000L);
        assertThat(grid.years().keySet()).containsExactly(Delivery.year(2027), Delivery.year(2028));
    }

    @Test
    void aQuarterIsTheMeanOfItsMonthsByTheirDaysThatCount() {
        DailyGrid grid = DailyGrid.of(
                        DAY, months(2_500_000, 2_400_000, 2_200_000, 2_100_000, 2_300_000), DailyGridTest::isWeekday)
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
        assertThat(DailyGrid.of(saturday, months, DailyGridTest::isWeekday)
                        .orElseThrow()
                        .prices())
                .containsOnly(2_000_000L);
    }

    @Test
    void monthsSoFarApartThatAnHourWouldCostNothingHaveNoGrid() {
        assertThat(DailyGrid.of(DAY, months(9_000_000, 9_000_000, 50_000, 9_000_000), DailyGridTest::isWeekday))
                .isEmpty();
    }
}
