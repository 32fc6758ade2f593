package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlementPriceTest {
    private static List<OptionalLong> days(int count, long micros) {
        return new ArrayList<>(Collections.nCopies(count, OptionalLong.of(micros)));
    }

    @Test
    void isTheMeanHalfEvenToATenThousandth() {
        List<OptionalLong> finals = List.of(OptionalLong.of(2_000_000), OptionalLong.of(2_000_100));
        List<OptionalLong> odd = List.of(OptionalLong.of(2_000_100), OptionalLong.of(2_000_200));

        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Stands(2_000_000));
        assertThat(SettlementPrice.of(odd, List.of())).isEqualTo(new SettlementPrice.Stands(2_000_200));
    }

    @Test
    void standsWithOneDayOfAHundredMissing() {
        List<OptionalLong> finals = days(100, 2_000_000);
        finals.set(50, OptionalLong.empty());

        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Stands(2_000_000));
    }

    @Test
    void isReviewedWhereTwoDaysInARowAreMissing() {
        List<OptionalLong> finals = days(100, 2_000_000);
        finals.set(50, OptionalLong.empty());
        finals.set(51, OptionalLong.empty());

        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Review(2_000_000, 2));
    }

    @Test
    void fillsAGapWithTheMeanOfTheLastFinals() {
        List<OptionalLong> finals = days(20, 2_000_000);
        finals.set(9, OptionalLong.of(2_400_000));
        finals.set(10, OptionalLong.empty());
        finals.set(11, OptionalLong.empty());

        // 17 days at 2.0, one at 2.4 and two filled with (2.0 + 2.4) / 2
        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Review(2_040_000, 2));
    }

    @Test
    void fillsAGapAtTheStartFromTheMonthBefore() {
        List<OptionalLong> finals = days(20, 2_000_000);
        finals.set(0, OptionalLong.empty());

        assertThat(SettlementPrice.of(finals, List.of(9_000_000L, 4_000_000L)))
                .isEqualTo(new SettlementPrice.Review(2_100_000, 1));
        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Determination(19, 20));
    }

    @Test
    void isDeterminedBelowNinetyPercent() {
        List<OptionalLong> finals = days(20, 2_000_000);
        finals.set(3, OptionalLong.empty());
        finals.set(8, OptionalLong.empty());
        assertThat(SettlementPrice.of(finals, List.of())).isInstanceOf(SettlementPrice.Review.class);
        finals.set(12, OptionalLong.empty());

        assertThat(SettlementPrice.of(finals, List.of())).isEqualTo(new SettlementPrice.Determination(17, 20));
        assertThat(SettlementPrice.of(List.of(), List.of())).isEqualTo(new SettlementPrice.Determination(0, 0));
    }

    @Test
    void knowsTheBusinessDaysOfAMonth() {
        YearMonth month = YearMonth.of(2026, 9);
        Set<LocalDate> labourDay = Set.of(LocalDate.of(2026, 9, 7));

        assertThat(BusinessDays.of(month, labourDay))
                .hasSize(21)
                .startsWith(LocalDate.of(2026, 9, 1))
                .doesNotContainAnyElementsOf(labourDay);
        assertThat(BusinessDays.lastTradingDay(YearMonth.of(2026, 5), Set.of())).isEqualTo(LocalDate.of(2026, 5, 29));
    }
}
