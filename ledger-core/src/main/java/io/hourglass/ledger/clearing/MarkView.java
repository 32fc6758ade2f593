package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A price that positions were marked at: a day's settlement price, or what stood at midday before it.
 *
 * @param provenance one sentence: what it was made from
 * @param block the block it was marked in; null until it is final
 */
public record MarkView(
        Future future,
        LocalDate day,
        MarkCycle cycle,
        Price price,
        Procedure procedure,
        String provenance,
        State state,
        @Nullable String reason,
        @Nullable Long block) {

    /** How a mark's price came about: the first that applies; a midday mark's is one of the first two. */
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
