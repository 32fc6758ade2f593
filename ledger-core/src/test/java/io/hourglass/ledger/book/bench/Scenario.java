package io.hourglass.ledger.book.bench;

import org.jspecify.annotations.Nullable;

/**
 * One kind of load.
 *
 * @param against the scenario its rate is compared to; null for what only others are compared to
 * @param ours whether our books are under load, so that WAL is counted for them
 */
record Scenario(String name, @Nullable String against, boolean ours, Work work) {

    /** Applies the load for so many seconds. */
    interface Work {
        Run run(int seconds) throws Exception;
    }

    static Scenario rival(String name, Work work) {
        return new Scenario(name, null, false, work);
    }

    static Scenario ours(String name, String against, Work work) {
        return new Scenario(name, against, true, work);
    }
}
