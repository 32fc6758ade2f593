package io.hourglass.ledger.market;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * So many GPUs of a class in a region, around the clock from one day to another: hours of each month it touches.
 *
 * <p>Example: 8 × H100-SXM-80GB in us from 2027-03-30 to 2027-04-02 is 384 hours of March and 192 of April.
 *
 * @param from the first day
 * @param to the day after the last
 */
public record Rectangle(GpuClass gpu, Region region, int count, LocalDate from, LocalDate to) {
    private static final int COUNT_MAX = 100_000;
    private static final long DAYS_MAX = 366;
    private static final long HOURS_A_DAY = 24;

    /** @throws IllegalArgumentException if it is empty, or larger than any could be */
    public Rectangle {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("1 to " + COUNT_MAX + " GPUs, not " + count);
        }
        long days = ChronoUnit.DAYS.between(from, to);
        if (days < 1 || days > DAYS_MAX) {
            throw new IllegalArgumentException("1 to " + DAYS_MAX + " days, not " + days);
        }
    }

    /** @param units µGPU-hours */
    public record Part(Series series, long units) {}

    /** What it takes of each month, by month. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (LocalDate day = from; day.isBefore(to); ) {
            LocalDate next = day.plusMonths(1).withDayOfMonth(1);
            LocalDate end = next.isBefore(to) ? next : to;
            long hours = count * HOURS_A_DAY * ChronoUnit.DAYS.between(day, end);
            parts.add(new Part(new Series(gpu, region, YearMonth.from(day)), hours * Price.UNITS_PER_HOUR));
            day = end;
        }
        return parts;
    }

    @Override
    public String toString() {
        return count + " × " + gpu.name() + " in " + region.code() + " from " + from + " to " + to;
    }
}
