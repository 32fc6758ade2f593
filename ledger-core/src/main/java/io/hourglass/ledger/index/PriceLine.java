package io.hourglass.ledger.index;

/** What became of one line of a price file. */
sealed interface PriceLine {
    record Accepted(PriceRow row) implements PriceLine {}

    /** @param detail what stood there, shortened */
    record Refused(long line, RowRefusal reason, String detail) implements PriceLine {}
}
