package io.hourglass.pricing.curve;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The days over which a contract delivers, both ends included: {@code 2027-Q2} is 1 April to 30 June
 * 2027. A term rental of a year signed today delivers from today on for 365 or 366 days.
 *
 * @param name as on the screen: {@code 2027-04}, {@code 2027-Q2}, {@code 2027}
 * @param first first day of delivery
 * @param last last day of delivery
 */
public record Delivery(String name, LocalDate first, LocalDate last) {

    public Delivery {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException(name + " ends on " + last + ", before it begins on " + first);
        }
    }

    public static Delivery month(YearMonth month) {
        return new Delivery(month.toString(), month.atDay(1), month.atEndOfMonth());
    }

    /** A calendar quarter, 1 to 4. */
    public static Delivery quarter(int year, int quarter) {
        YearMonth begin = YearMonth.of(year, 3 * quarter - 2);
        return new Delivery(
                year + "-Q" + quarter, begin.atDay(1), begin.plusMonths(2).atEndOfMonth());
    }

    public static Delivery year(int year) {
        return new Delivery(Integer.toString(year), LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
    }

    /** A rental that begins on a day and runs for whole months: the day before the same day of the month. */
    public static Delivery term(LocalDate first, int months) {
        return new Delivery(
                months + "m from " + first, first, first.plusMonths(months).minusDays(1));
    }

    /** Calendar days of delivery. */
    public int days() {
        return Math.toIntExact(ChronoUnit.DAYS.between(first, last) + 1);
    }

    /**
     * What the contract turns into when it begins to deliver: a year into its quarters, a quarter into
     * its months.
     *
     * @throws IllegalArgumentException of anything but a calendar quarter or year
     */
    public List<Delivery> cascade() {
        if (equals(year(first.getYear()))) {
            return IntStream.rangeClosed(1, 4)
                    .mapToObj(quarter -> quarter(first.getYear(), quarter))
                    .toList();
        }
        int quarter = (first.getMonthValue() + 2) / 3;
        if (equals(quarter(first.getYear(), quarter))) {
            YearMonth begin = YearMonth.from(first);
            return IntStream.range(0, 3)
                    .mapToObj(month -> month(begin.plusMonths(month)))
                    .toList();
        }
        throw new IllegalArgumentException(name + " is no calendar quarter or year: it does not cascade");
    }
}
