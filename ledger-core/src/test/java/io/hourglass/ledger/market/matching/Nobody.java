package io.hourglass.ledger.market.matching;

/** A tape that nobody reads. */
final class Nobody implements Tape {
    @Override
    public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {}

    @Override
    public void cancelled(BookOrder resting) {}
}
