package io.hourglass.pricing.daycount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Where conventions part. */
class DayCountTest {
    private static double years(DayCount count, String start, String end) {
        return count.years(LocalDate.parse(start), LocalDate.parse(end));
    }

    @Test
    void aWholeYearIsOneWhereTheConventionSaysSo() {
        assertThat(years(DayCount.ACT_ACT_ISDA, "2023-01-01", "2024-01-01")).isEqualTo(1);
        assertThat(years(DayCount.ACT_ACT_AFB, "2023-03-15", "2024-03-15")).isEqualTo(1);
        assertThat(years(DayCount.THIRTY_360_BOND, "2023-02-15", "2024-02-15")).isEqualTo(1);
        assertThat(years(DayCount.ACT_365F, "2024-01-01", "2025-01-01")).isEqualTo(366 / 365.0);
        assertThat(years(DayCount.ACT_360, "2023-01-01", "2024-01-01")).isEqualTo(365 / 360.0);
    }

    @Test
    void aThirtyFirstIsAThirtiethInABondsMonth() {
        assertThat(years(DayCount.THIRTY_360_BOND, "2026-01-31", "2026-03-31")).isEqualTo(60 / 360.0);
        assertThat(years(DayCount.THIRTY_360_BOND, "2026-01-15", "2026-03-31")).isEqualTo(76 / 360.0);
    }

    /** ISDA's memorandum has these two of its examples. */
    @Test
    void yearsAreTakenOffFromTheEnd() {
        assertThat(years(DayCount.ACT_ACT_AFB, "1999-02-01", "1999-07-01")).isCloseTo(150 / 365.0, within(1e-15));
        assertThat(years(DayCount.ACT_ACT_AFB, "2002-08-15", "2003-07-15")).isCloseTo(334 / 365.0, within(1e-15));
        assertThat(years(DayCount.ACT_ACT_AFB, "1999-01-01", "2002-03-01")).isCloseTo(3 + 59 / 365.0, within(1e-15));
    }

    @Test
    void refusesAnEndBeforeTheStart() {
        assertThatThrownBy(() -> years(DayCount.ACT_365F, "2026-03-01", "2026-02-28"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-02-28");
        assertThat(DayCount.ACT_365F.title()).isEqualTo("Act/365F");
    }
}
