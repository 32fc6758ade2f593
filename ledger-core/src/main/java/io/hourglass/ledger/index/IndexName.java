package io.hourglass.ledger.index;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Hash;

/** One index: {@code HGI.H100-SXM-80GB} is the headline, {@code HGI.H100-SXM-80GB.spot} its spot. */
public record IndexName(GpuClass gpu, PriceKind kind) implements Comparable<IndexName> {
    private static final String PREFIX = "HGI.";

    public static IndexName headline(GpuClass gpu) {
        return new IndexName(gpu, PriceKind.ON_DEMAND);
    }

    /** @throws IllegalArgumentException if it is not the name of an index */
    public static IndexName parse(String name) {
        if (name.startsWith(PREFIX)) {
            String[] parts = name.substring(PREFIX.length()).split("\\.", 2);
            String suffix = parts.length == 1 ? "" : "." + parts[1];
            for (PriceKind kind : PriceKind.values()) {
                if (kind.suffix().equals(suffix)) {
                    return new IndexName(GpuClass.parse(parts[0]), kind);
                }
            }
        }
        throw new IllegalArgumentException("an index is written HGI.CLASS, or with .spot, .1y, .3y: " + name);
    }

    public String name() {
        return PREFIX + gpu.name() + kind.suffix();
    }

    /** How the contracts name it. */
    public Hash id() {
        return Hash.keccak(name());
    }

    @Override
    public int compareTo(IndexName other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }
}
