package io.hourglass.pricing.curve;

/**
 * A contract month while it is being fixed: each day that fixes takes its share of the exposure
 * with it (the diminishing balance of rulebook §3).
 *
 * <p>With n of N fixing days done at the average Ā, and E expected for the rest,
 *
 * <pre>F = (n·Ā + (N − n)·E) / N        remaining weight = (N − n) / N</pre>
 *
 * F, Ā and E in USD per GPU-hour. Delta, margin and position limits use the remaining weight.
 *
 * @param fixedDays n, days of the month with a final fixing
 * @param days N, fixing days of the month
 * @param average Ā, USD per GPU-hour; 0 where no day is fixed yet
 */
public record DeliveryMonth(int fixedDays, int days, double average) {

    public DeliveryMonth {
        if (days < 1 || fixedDays < 0 || fixedDays > days) {
            throw new IllegalArgumentException(fixedDays + " of " + days + " days cannot be fixed");
        }
    }

    /** A month that has not begun to fix. */
    public static DeliveryMonth ahead(int days) {
        return new DeliveryMonth(0, days, 0);
    }

    /** F, USD per GPU-hour, where the days to come are expected at {@code expected}. */
    public double forward(double expected) {
        return (fixedDays * average + (days - fixedDays) * expected) / days;
    }

    /** (N − n) / N: 1 before the month, 0 when all of it is fixed. */
    public double remainingWeight() {
        return (double) (days - fixedDays) / days;
    }
}
