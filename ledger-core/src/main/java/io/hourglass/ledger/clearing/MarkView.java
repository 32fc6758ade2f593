package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A day's settlement price of a contract.
 *
 * @param provenance one sentence: what it was made from
 * @param block the block it was marked in; null until it is final
 */
public record MarkView(
        Future future,
        LocalDate day,
        Price price,
        Procedure procedure,
        String provenance,
        State state,
        @Nullable String reason,
        @Nullable Long block) {

    /** How a settlement price came about: the first that applies. */
    public enum Procedure {
        /** Volume-weighted mean of the trades of the last minutes. */
        T1,
        /** The day's last trade, kept within bid and ask. */
        T2,
        /** The forward curve. */
        T3,
        /** The month's mean of final fixings. */
        FINAL
    }

    /** The life of a mark. */
    public enum State {
        SETTLING,
        FINAL,
        VOIDED
    }
}
