package io.hourglass.pricing.daycount;

import static java.time.temporal.ChronoUnit.DAYS;

import java.time.LocalDate;
import java.time.Year;

/**
 * A convention for the year fraction from one date to a later one; the first day counts, the last does
 * not. Sources: ISDA 2006 Definitions, section 4.16; for Act/Act, ISDA's memorandum "EMU and market
 * conventions: recent developments", 1999. Reference cases DC-*.
 */
public enum DayCount {
    /** Days by 365, leap year or not: the house convention. */
    ACT_365F("Act/365F") {
        @Override
        double between(LocalDate start, LocalDate end) {
            return DAYS.between(start, end) / 365.0;
        }
    },

    /** Days by 360, as money markets have it. */
    ACT_360("Act/360") {
        @Override
        double between(LocalDate start, LocalDate end) {
            return DAYS.between(start, end) / 360.0;
        }
    },

    /** Months of 30 days (bond basis): a 31st counts as the 30th, the end's only if the start's does. */
    THIRTY_360_BOND("30/360 bond basis") {
        @Override
        double between(LocalDate start, LocalDate end) {
            int first = Math.min(start.getDayOfMonth(), 30);
            int last = first == 30 ? Math.min(end.getDayOfMonth(), 30) : end.getDayOfMonth();
            int months = 12 * (end.getYear() - start.getYear()) + end.getMonthValue() - start.getMonthValue();
            return (30 * months + last - first) / 360.0;
        }
    },

    /** Each calendar year's days by that year's length. */
    ACT_ACT_ISDA("Act/Act ISDA") {
        @Override
        double between(LocalDate start, LocalDate end) {
            double years = end.getYear() - start.getYear();
            return years + ofYear(end) - ofYear(start);
        }
    },

    /** Whole years back from the end; the rest by 366 if it has a 29 February, else by 365. */
    ACT_ACT_AFB("Act/Act AFB") {
        @Override
        double between(LocalDate start, LocalDate end) {
            int years = 0;
            LocalDate from = end;
            while (!back(end, years + 1).isBefore(start)) {
                years++;
                from = back(end, years);
            }
            return years + DAYS.between(start, from) / (hasLeapDay(start, from) ? 366.0 : 365.0);
        }
    };

    private final String title;

    DayCount(String title) {
        this.title = title;
    }

    /** Its name as a contract writes it. */
    public String title() {
        return title;
    }

    /**
     * Years from {@code start} to {@code end}.
     *
     * @throws IllegalArgumentException if the end is before the start
     */
    public double years(LocalDate start, LocalDate end) {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("a period cannot end on " + end + ", before its start on " + start);
        }
        return between(start, end);
    }

    abstract double between(LocalDate start, LocalDate end);

    private static double ofYear(LocalDate date) {
        return (date.getDayOfYear() - 1.0) / date.lengthOfYear();
    }

    /** The AFB's rule: a 28 February goes back to the last day of a leap year's February. */
    private static LocalDate back(LocalDate end, int years) {
        LocalDate back = end.minusYears(years);
        boolean endOfFebruary = end.getMonthValue() == 2 && end.getDayOfMonth() == 28;
        return endOfFebruary && back.isLeapYear() ? back.plusDays(1) : back;
    }

    private static boolean hasLeapDay(LocalDate start, LocalDate end) {
        for (int year = start.getYear(); year <= end.getYear(); year++) {
            if (Year.isLeap(year)) {
                LocalDate leapDay = LocalDate.of(year, 2, 29);
                if (!leapDay.isBefore(start) && leapDay.isBefore(end)) {
                    return true;
                }
            }
        }
        return false;
    }
}
