package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.ledger.book.Tx;

/** The figures of the whole run, counted from the database and the chain when the story is over. */
final class Totals {
    private Totals() {}

    static void of(Hourglass hourglass, Figures figures) {
        var counts = hourglass.database().inTx(hourglass.rooms().fixings()::counts);
        figures.put("index.fixings", counts.fixings());
        figures.put("index.gaps", counts.gaps());
        figures.put("index.classes", counts.classes());
        figures.put("chain.blocks", hourglass.chain().head().latest());
        hourglass.database().inTx(tx -> {
            figures.put("chain.transactions", count(tx, "select count(*) from hourglass.intent where state = 'FINAL'"));
            figures.put("futures.marks", count(tx, "select count(*) from hourglass.mark where state = 'FINAL'"));
            figures.put("books.entries", hourglass.rooms().book().size(tx));
            figures.put("books.transfers", count(tx, "select coalesce(sum(transfers), 0) from hourglass.entry"));
            return true;
        });
    }

    private static long count(Tx tx, String sql) {
        return tx.first(sql, row -> row.getLong(1)).orElseThrow();
    }
}
