package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The marks there are: of a day midday's, then the evening's. */
final class Marks {
    private Marks() {}

    /** The prior settlement price: the latest evening's mark that was not voided, or the listing's reference. */
    static Price settlement(Tx tx, FutureRow future) {
        return new Price(evening(tx, future).map(mark -> mark.price).orElse(future.reference));
    }

    /** The latest evening's mark that was not voided. */
    static Optional<MarkRow> evening(Tx tx, FutureRow future) {
        return latest(tx, future, "and cycle = EVENING");
    }

    /** The latest mark that was not voided. */
    static Optional<MarkRow> latest(Tx tx, FutureRow future) {
        return latest(tx, future, "");
    }

    private static Optional<MarkRow> latest(Tx tx, FutureRow future, String which) {
        return tx.session()
                .createSelectionQuery(
                        "from MarkRow where future = :future and state <> VOIDED " + which
                                + " order by day desc, cycle", // EVENING comes before MIDDAY as text
                        MarkRow.class)
                .setParameter("future", future.id)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** Whether one is made and not paid yet. */
    static boolean areUnderWay(Tx tx) {
        return tx.first("select 1 from hourglass.mark where state = 'SETTLING' limit 1", row -> true)
                .isPresent();
    }

    static Optional<MarkRow> on(Tx tx, FutureRow future, LocalDate day, MarkCycle cycle) {
        return Optional.ofNullable(tx.session().get(MarkRow.class, new MarkRow.Key(future.id, day, cycle)));
    }

    static List<MarkRow> all(Tx tx, FutureRow future) {
        return tx.session()
                .createSelectionQuery("from MarkRow where future = :future order by day, cycle desc", MarkRow.class)
                .setParameter("future", future.id)
                .getResultList();
    }
}
