package io.hourglass.ledger.index;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/** Monday to Friday. */
public final class BusinessDays {
    private BusinessDays() {}

    public static boolean is(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    /** The first business day after this day. */
    public static LocalDate after(LocalDate day) {
        LocalDate next = day.plusDays(1);
        while (!is(next)) {
            next = next.plusDays(1);
        }
        return next;
    }

    /** The business days of a span, both ends included. */
    public static List<LocalDate> between(LocalDate first, LocalDate last) {
        return first.datesUntil(last.plusDays(1)).filter(BusinessDays::is).toList();
    }
}
