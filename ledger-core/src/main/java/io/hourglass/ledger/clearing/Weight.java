package io.hourglass.ledger.clearing;

/**
 * How much of a contract month is not fixed yet: what a lot still moves by, and counts for in a limit
 * (rulebook §3, diminishing balance).
 *
 * <p>Example: with 18 of 22 days fixed, 7,500 lots count as ⌈7,500 · 4/22⌉ = 1,364.
 */
record Weight(int fixedDays, int monthDays) {
    /** Of so many lots, or of what a lot is worth, either way; rounded up. */
    long ofLotsUp(long lots) {
        return Math.ceilDiv(Math.multiplyExact(Math.abs(lots), (long) (monthDays - fixedDays)), (long) monthDays);
    }
}
