package io.hourglass.api.simulate;

import io.hourglass.ledger.capacity.GpuClass;

/**
 * Somebody who trades futures of one class, and of one only: a mark visits every holder of a contract in
 * one transaction, so that there can be five hundred of them.
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
