package io.hourglass.ledger.market.matching;

/** Is told what happens in a book, in the order it happens. */
public interface Tape {

    /**
     * Two orders met. Their rests are what they are after it.
     *
     * @param maker who came first
     * @param price in ticks
     */
    void filled(BookOrder maker, BookOrder taker, long quantity, long price);

    /** A resting order went because it would have met one of its own owner's. */
    void cancelled(BookOrder resting);
}
