package io.hourglass.pricing.margin;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;

/** Monday to Friday without the holidays of the calendar in force. */
public final class BusinessDays {
    private BusinessDays() {}

    /** The business days of a month, first to last. */
    public static List<LocalDate> of(YearMonth month, Set<LocalDate> holidays) {
        return month.atDay(1)
                .datesUntil(month.plusMonths(1).atDay(1))
                .filter(day -> isBusinessDay(day, holidays))
                .toList();
    }

    public static boolean isBusinessDay(LocalDate day, Set<LocalDate> holidays) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /** The next one after a day. */
    public static LocalDate after(LocalDate day, Set<LocalDate> holidays) {
        LocalDate next = day.plusDays(1);
        while (!isBusinessDay(next, holidays)) {
            next = next.plusDays(1);
        }
        return next;
    }

    /** Last trading day of a contract month: its last business day (rulebook §3). */
    public static LocalDate lastTradingDay(YearMonth month, Set<LocalDate> holidays) {
        return of(month, holidays).getLast();
    }
}
