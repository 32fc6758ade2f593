package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.ledger.clearing.MarkView;

/** The figures of the whole run, counted from the database and the chain when the story is over. */
final class Totals {
    private Totals() {}

    static void of(Hourglass hourglass, Figures figures) {
        var counts = hourglass.database().inTx(hourglass.rooms().fixings()::counts);
        figures.put("index.fixings", counts.fixings());
        figures.put("index.gaps", counts.gaps());
        figures.put("index.classes", counts.classes());
        figures.put("chain.blocks", hourglass.chain().head().latest());
        var rooms = hourglass.rooms();
        hourglass.database().inTx(tx -> {
            figures.put("chain.transactions", rooms.settlement().done(tx));
            figures.put("books.entries", rooms.book().size(tx));
            figures.put("books.transfers", rooms.book().transfers(tx));
            figures.put(
                    "futures.marks",
                    rooms.clearing().futures(tx).stream()
                            .flatMap(listed -> rooms.clearing().marks(tx, listed.future()).stream())
                            .filter(mark -> mark.state() == MarkView.State.FINAL)
                            .count());
            return true;
        });
    }
}
