package io.hourglass.api.simulate;

import io.hourglass.ledger.capacity.GpuClass;

/**
 * Somebody who trades futures of one class. Half of them a class each: a mark visits every holder of a
 * contract in one transaction, which sets how many there can be.
 *
 * @param margin dollars it begins with at Clearing
 * @param share dollars of the default fund; 0 if it has none
 * @param reserve dollars it keeps to answer margin calls with
 * @param reckless takes as many lots as it can, and never answers a call
 */
record Member(String name, GpuClass gpu, long margin, long share, long reserve, boolean reckless) {
    /** All that it deposits. */
    long deposit() {
        return margin + share + reserve;
    }
}
