package io.hourglass.ledger.book;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Posts a set inside somebody's transaction: holds the head, looks up what the set touches, evaluates
 * it in memory and writes its rows. From then until the transaction ends, the ledger waits for it.
 */
final class Posting {
    private Posting() {}

    static List<PostResult> post(Tx tx, int ledger, List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        try {
            BooksReader reader = new BooksReader(tx.connection(), ledger);
            Books books = reader.hold();
            books.begin(books.recorded());
            Optional<Segment> next = reader.lookUp(books, entries);
            List<PostResult> results = new ArrayList<>(entries.size());
            for (Entry entry : entries) {
                results.add(Evaluation.post(books, entry));
            }
            List<TransferRow> rows = books.rows();
            if (!rows.isEmpty()) {
                String table = next.filter(segment -> segment.holds(rows))
                        .map(Segment::table)
                        .orElse(Segment.ANY);
                new RowWriter(tx.connection(), ledger, table).write(books.recorded(), rows);
            }
            return results;
        } catch (SQLException e) {
            throw new IllegalStateException("posting failed: " + e.getMessage(), e);
        }
    }
}
