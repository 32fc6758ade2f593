package io.hourglass.ledger.fund;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the fund follows its index, over the days that have a NAV and a level. What was paid out counts as
 * earned; shares are in millionths: 1,250 is 0.125 %.
 *
 * @param index the basket index, {@code HGI-C}
 * @param days oldest first; those without a level too
 * @param differencePpm the fund's return less the index's, from the first common day to the last; null
 *     of fewer than two
 * @param errorPpm standard deviation of the daily differences, a year; null of fewer than three
 */
public record TrackingView(
        String index,
        List<Day> days,
        @Nullable Long differencePpm,
        @Nullable Long errorPpm) {
    public TrackingView {
        days = List.copyOf(days);
    }

    /**
     * @param nav micro-dollars a whole unit
     * @param total the same, with what was paid out since the first day put back in
     * @param level millionths of an index point; null where there is none
     * @param differencePpm since the first common day
     */
    public record Day(
            LocalDate day,
            long nav,
            long total,
            @Nullable Long level,
            @Nullable Long differencePpm) {}
}
