package io.hourglass.ledger.book.bench;

import java.util.Arrays;
import java.util.Collection;

/** Every single latency, in nanoseconds: percentiles of buckets would hide the tail we look for. */
final class Samples {
    private long[] nanos = new long[64];
    private int size;

    void add(long one) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, Math.multiplyExact(size, 2));
        }
        nanos[size++] = one;
    }

    int size() {
        return size;
    }

    static Samples merged(Collection<Samples> parts) {
        Samples all = new Samples();
        all.nanos = new long
                [Math.max(
                        64,
                        Math.toIntExact(parts.stream().mapToLong(Samples::size).sum()))];
        for (Samples part : parts) {
            System.arraycopy(part.nanos, 0, all.nanos, all.size, part.size);
            all.size += part.size;
        }
        return all;
    }

    /** Milliseconds that so many of a hundred answers did not exceed, by the nearest rank. */
    double millis(int percent) {
        if (size == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = Math.toIntExact(Math.ceilDiv((long) size * percent, 100));
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
