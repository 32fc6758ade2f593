package io.hourglass.ledger.capacity;

import java.util.Locale;

/** Where capacity stands, as coarse as a series distinguishes it; written in lower case. */
public enum Region {
    US,
    CA,
    LATAM,
    EU,
    UK,
    MEA,
    APAC;

    /** @throws IllegalArgumentException if it is not exactly one of the written forms */
    public static Region parse(String code) {
        for (Region region : values()) {
            if (region.code().equals(code)) {
                return region;
            }
        }
        throw new IllegalArgumentException("a region is one of us, ca, latam, eu, uk, mea, apac: " + code);
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return code();
    }
}
