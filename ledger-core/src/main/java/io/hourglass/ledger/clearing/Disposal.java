package io.hourglass.ledger.clearing;

/**
 * How what was taken over from a member in default is sold: step by step, a part of what is left each
 * time, and never more than the book can take.
 *
 * <p>Example, the worked case of Vega's protocol specification 0012-POSR: 280 lots with 1,000 in the
 * book, half of what is left a step, the rest at once from 50 on, a tenth of the book at most, are sold
 * in steps of 100, 90, 45 and 45.
 *
 * @param percent of what is left, a step
 * @param atOnce when no more lots than this are left, all of them are sold
 * @param bookPercent of what rests on the other side of the book, a step
 */
public record Disposal(int percent, long atOnce, int bookPercent) {

    public Disposal {
        if (percent < 1 || percent > 100 || atOnce < 0 || bookPercent < 1 || bookPercent > 100) {
            throw new IllegalArgumentException(
                    percent + " % a step, " + atOnce + " at once, " + bookPercent + " % of the book");
        }
    }

    /**
     * How many lots to sell now.
     *
     * @param left lots, not negative
     * @param resting lots on the other side of the book within the price band
     * @return rounded up to a whole lot; 0 while nobody is there
     */
    public long next(long left, long resting) {
        long part = left <= atOnce ? left : Math.ceilDiv(left * percent, 100);
        return Math.min(part, resting * bookPercent / 100);
    }
}
