package io.hourglass.ledger.clearing;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A futures contract on the mean of a month's daily fixings, {@code H100-SXM-80GB.2026-09.F}:
 * settled in cash, 730 GPU-hours a lot.
 */
public record Future(GpuClass gpu, YearMonth month) implements Comparable<Future> {
    /** When the day's fixing is made, and trading in an ending contract stops. */
    public static final LocalTime CUT = LocalTime.of(20, 0);

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException if it is not exactly that
     */
    public static Future parse(String name) {
        String[] parts = name.split("\\.", -1);
        if (name.length() > 64 || parts.length != 3 || !parts[2].equals("F") || parts[1].length() != 7) {
            throw new IllegalArgumentException("a future is written CLASS.YYYY-MM.F: " + name);
        }
        try {
            return new Future(GpuClass.parse(parts[0]), YearMonth.parse(parts[1]));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a future is written CLASS.YYYY-MM.F: " + name, e);
        }
    }

    public String name() {
        return gpu.name() + "." + month + ".F";
    }

    /** How it is called traded as one with a later month: {@code H100-SXM-80GB.2026-09.2026-10.S}. */
    String spread(Future far) {
        return gpu.name() + "." + month + "." + far.month + ".S";
    }

    /** The months of its quarter. */
    List<Future> quarter() {
        int first = month.getMonthValue() - (month.getMonthValue() - 1) % 3;
        return months(first, 3);
    }

    /** {@code H100-SXM-80GB.2026-Q4.ST} */
    String quarterName() {
        return gpu.name() + "." + month.getYear() + "-Q" + (month.getMonthValue() + 2) / 3 + ".ST";
    }

    /** The months of its year. */
    List<Future> year() {
        return months(1, 12);
    }

    /** {@code H100-SXM-80GB.2027.ST} */
    String yearName() {
        return gpu.name() + "." + month.getYear() + ".ST";
    }

    private List<Future> months(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> new Future(gpu, YearMonth.of(month.getYear(), number)))
                .toList();
    }

    Future before() {
        return new Future(gpu, month.minusMonths(1));
    }

    Future after() {
        return new Future(gpu, month.plusMonths(1));
    }

    /** How the contracts name it. */
    public Hash id() {
        return Hash.keccak(name());
    }

    /** How the books count it: whole lots. */
    public Asset asset() {
        return new Asset(name(), 0);
    }

    /** What it settles on. */
    public IndexName index() {
        return IndexName.headline(gpu);
    }

    /** The last business day of the contract month. */
    public LocalDate lastTradingDay() {
        return BusinessDays.lastTradingDay(month, Set.of());
    }

    /** The last instant it trades. */
    public Instant tradingEnds() {
        return cut(lastTradingDay());
    }

    /** The instant a day is marked at. */
    static Instant cut(LocalDate day) {
        return day.atTime(CUT).toInstant(ZoneOffset.UTC);
    }

    @Override
    public int compareTo(Future other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }
}
