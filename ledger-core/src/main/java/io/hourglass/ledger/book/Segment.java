package io.hourglass.ledger.book;

import java.util.List;

/**
 * A part of the journal that is one table: sequences from {@code first} up to {@code end}, which is not of it. How
 * long segments are, and which are open, the database says.
 */
record Segment(String table, long first, long end) {
    /** Where rows of any segment may go. */
    static final String ANY = "transfer";

    boolean holds(List<TransferRow> rows) {
        return first <= rows.getFirst().sequence() && rows.getLast().sequence() < end;
    }
}
