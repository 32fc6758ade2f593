package io.hourglass.ledger.market.matching;

/**
 * How far a book may trade from a reference price without an auction. All widths are percents of the
 * reference, rounded down to the tick.
 *
 * @param reference in ticks: what the last day closed at, or the price of an auction since; 0 while nothing was ever
 *     traded, and then no price is too far
 * @param percent how far a trade may be from it on either side; 0 for a book without a band
 * @param protection how far a market order may go from the best price it finds; nowhere without a reference
 */
public record Band(long reference, int percent, int protection) {
    /** No price is too far. */
    public static final Band NONE = new Band(0, 0, 0);

    public Band {
        if (reference < 0 || percent < 0 || protection < 0) {
            throw new IllegalArgumentException("not negative: " + reference + ", " + percent + ", " + protection);
        }
    }

    public boolean has(long price) {
        return percent == 0 || reference == 0 || Math.abs(Math.subtractExact(price, reference)) <= ticksDown(percent);
    }

    /** The highest price that is not too far. */
    public long highest() {
        return percent == 0 || reference == 0 ? Long.MAX_VALUE : Math.addExact(reference, ticksDown(percent));
    }

    /** Nothing is measured from a reference, so there is none; prices may be negative. */
    boolean isNone() {
        return percent == 0 && protection == 0;
    }

    long protectionTicks() {
        return ticksDown(protection);
    }

    public Band around(long price) {
        return new Band(price, percent, protection);
    }

    private long ticksDown(int share) {
        return Math.multiplyExact(reference, (long) share) / 100;
    }
}
