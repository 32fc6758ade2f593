package io.hourglass.api.story;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * When the story plays: all its dates follow from the last day of its prices.
 *
 * @param lastPrices the last day there are prices of
 */
record Script(LocalDate lastPrices) {
    /** Business days that are lived through one by one, each with its own real fixing. */
    private static final int DAYS_LIVED = 11;

    /** After the day's fixing at 20:00. */
    private static final LocalTime EVENING = LocalTime.of(21, 0);

    /** The day the story begins: its fixing prices everything that is traded. */
    LocalDate firstDay() {
        return lastPrices.minusDays(DAYS_LIVED);
    }

    Instant begins() {
        return evening(firstDay());
    }

    /** The evening by which the last day's fixing is final, over any weekend. */
    LocalDate lastLived() {
        return lastPrices.plusDays(3);
    }

    static Instant evening(LocalDate day) {
        return day.atTime(EVENING).toInstant(ZoneOffset.UTC);
    }

    /** The month whose hours are delivered in the story. */
    YearMonth delivered() {
        return YearMonth.from(lastPrices).plusMonths(1);
    }

    /** The month whose hours are held on, by the fund among others. */
    YearMonth held() {
        return delivered().plusMonths(1);
    }

    /** The futures' contract month: beyond the story's end, so that positions stay open. */
    YearMonth contract() {
        return held().plusMonths(1);
    }
}
