package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Hours of one GPU class in one region in one delivery month, {@code H100-SXM-80GB.us.2027-03}:
 * what a GPU-hour token is a token of. Its hours count in µGPU-hours.
 */
public record Series(GpuClass gpu, Region region, YearMonth month) implements Comparable<Series> {
    /** Decimals of a GPU-hour. */
    public static final int SCALE = 6;

    public Series {
        if (month.getYear() < 2020 || month.getYear() > 2099) {
            throw new IllegalArgumentException("a delivery month is of 2020 to 2099: " + month);
        }
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException if it is not exactly that
     */
    public static Series parse(String name) {
        String[] parts = name.split("\\.", -1);
        if (name.length() > 64 || parts.length != 3 || parts[2].length() != 7) {
            throw new IllegalArgumentException("a series is written CLASS.region.YYYY-MM: " + name);
        }
        try {
            return new Series(GpuClass.parse(parts[0]), Region.parse(parts[1]), YearMonth.parse(parts[2]));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a series is written CLASS.region.YYYY-MM: " + name, e);
        }
    }

    public String name() {
        return gpu.name() + "." + region.code() + "." + month;
    }

    /** How the books count it. */
    public Asset asset() {
        return new Asset(name(), SCALE);
    }

    /** How the contracts name it. */
    public Hash id() {
        return Hash.keccak(name());
    }

    /** The first instant an hour of it may be delivered. */
    public Instant start() {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** From here on its tokens no longer move, and what was not redeemed is gone. */
    public Instant expiry() {
        return month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** Hours in the month: what one GPU can at most deliver. */
    public long hours() {
        return month.lengthOfMonth() * 24L;
    }

    @Override
    public int compareTo(Series other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }
}
