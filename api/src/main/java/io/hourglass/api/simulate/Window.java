package io.hourglass.api.simulate;

import io.hourglass.pricing.margin.BusinessDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The business days that are simulated, and the hours of each. Monday to Friday: the index keeps no
 * holidays.
 *
 * @param first the first day that is traded
 * @param last the last one
 */
record Window(LocalDate first, LocalDate last) {
    private static final LocalTime MORNING = LocalTime.of(10, 0);
    private static final LocalTime NOON = LocalTime.of(12, 0);

    private static final LocalTime AFTERNOON = LocalTime.of(19, 0);

    /** Both within the last minutes that a settlement price is made of, and an auction apart. */
    private static final LocalTime BEFORE_CLOSE = LocalTime.of(19, 56);

    private static final LocalTime CLOSE = LocalTime.of(19, 58, 10);

    /** When the day's fixing is made; orders of a day end then. */
    private static final LocalTime EVENING = LocalTime.of(21, 0);

    /** Days after the last, by which its fixing is final and what it moved is paid. */
    static final int WIND_UP_DAYS = 4;

    /** So many days, with enough of the prices left to wind up. */
    static Window endingWith(LocalDate lastPrices, int days) {
        LocalDate last = onOrBefore(lastPrices);
        for (int i = 0; i < WIND_UP_DAYS; i++) {
            last = before(last);
        }
        LocalDate first = last;
        for (int i = 1; i < days; i++) {
            first = before(first);
        }
        return new Window(first, last);
    }

    List<LocalDate> days() {
        return Stream.iterate(first, day -> !day.isAfter(last), Window::after).toList();
    }

    /** The evening before the first day. */
    Instant begins() {
        return evening(before(first));
    }

    static LocalDate before(LocalDate day) {
        return onOrBefore(day.minusDays(1));
    }

    static LocalDate after(LocalDate day) {
        LocalDate next = day.plusDays(1);
        while (!isBusinessDay(next)) {
            next = next.plusDays(1);
        }
        return next;
    }

    static boolean isBusinessDay(LocalDate day) {
        return BusinessDays.isBusinessDay(day, Set.of());
    }

    static Instant morning(LocalDate day) {
        return at(day, MORNING);
    }

    static Instant noon(LocalDate day) {
        return at(day, NOON);
    }

    /** When most of the day is over, and the last minutes have not begun. */
    static Instant afternoon(LocalDate day) {
        return at(day, AFTERNOON);
    }

    /** Orders that hit the band gather now, and have traded by the close. */
    static Instant beforeClose(LocalDate day) {
        return at(day, BEFORE_CLOSE);
    }

    static Instant close(LocalDate day) {
        return at(day, CLOSE);
    }

    /** What a day's orders are good for: what was held back from the chain in the last minutes, too. */
    static Instant goodUntil(LocalDate day) {
        return evening(day).plus(Duration.ofHours(1));
    }

    static Instant evening(LocalDate day) {
        return at(day, EVENING);
    }

    private static LocalDate onOrBefore(LocalDate day) {
        LocalDate one = day;
        while (!isBusinessDay(one)) {
            one = one.minusDays(1);
        }
        return one;
    }

    private static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).toInstant(ZoneOffset.UTC);
    }
}
