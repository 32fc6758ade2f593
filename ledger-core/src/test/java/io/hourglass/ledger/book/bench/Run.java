package io.hourglass.ledger.book.bench;

import java.time.Duration;

/**
 * What a few seconds of load came to.
 *
 * @param transfers answered in the time counted
 * @param seconds the time counted
 * @param latencies of the answers in the time counted and of those still awaited at its end
 * @param all transfers answered, counted or not: what the WAL was written for
 */
record Run(long transfers, double seconds, Samples latencies, long all) {
    /** What each run starts with and does not count: connections warm up, queues fill. */
    static final Duration LEAD_IN = Duration.ofMillis(333);

    Run {
        if (transfers == 0 || !(seconds > 0)) {
            throw new IllegalStateException("not one answer in the time counted: give each run more --seconds");
        }
    }

    /** Transfers a second. */
    double rate() {
        return transfers / seconds;
    }
}
