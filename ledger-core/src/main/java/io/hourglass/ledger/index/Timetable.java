package io.hourglass.ledger.index;

import io.hourglass.pricing.margin.BusinessDays;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Set;

/** When a day is fixed: provisionally at 20:00 UTC, for good one business day later. */
final class Timetable {
    /** The index keeps no holidays: prices are asked on all of them. */
    static final Set<LocalDate> HOLIDAYS = Set.of();

    private static final LocalTime FIXING_TIME = LocalTime.of(20, 0);

    private Timetable() {}

    static Instant provisional(LocalDate day) {
        return day.atTime(FIXING_TIME).toInstant(ZoneOffset.UTC);
    }

    static Instant definitive(LocalDate day) {
        return provisional(businessDaysAfter(day, 1));
    }

    /** The business day that comes so many business days later. */
    static LocalDate businessDaysAfter(LocalDate day, int count) {
        LocalDate next = day;
        for (int left = count; left > 0; left--) {
            do {
                next = next.plusDays(1);
            } while (!BusinessDays.isBusinessDay(next, HOLIDAYS));
        }
        return next;
    }

    /** The last day whose provisional fixing is due. */
    static LocalDate provisionalDue(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return provisional(day).isAfter(now) ? day.minusDays(1) : day;
    }

    /** The first day whose fixing comes no sooner than this. */
    static LocalDate fixingAfter(Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        return at.isAfter(provisional(day)) ? day.plusDays(1) : day;
    }

    /** The last day whose final fixing is due. */
    static LocalDate definitiveDue(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        while (definitive(day).isAfter(now)) {
            day = day.minusDays(1);
        }
        return day;
    }
}
