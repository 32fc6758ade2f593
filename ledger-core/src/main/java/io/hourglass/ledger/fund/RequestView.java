package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A creation or redemption as its party sees it.
 *
 * @param cash given (creation) or got (redemption; zero until it is priced)
 * @param units got (creation; zero until priced) or given (redemption)
 * @param waiting units of a redemption that are not paid yet
 * @param place in the queue, from 1; null when it does not wait. Redemptions of one cycle are filled
 *     together, pro rata
 * @param cycle the redemptions it is filled with; null of a creation
 * @param ahead units of earlier cycles, which are filled before those of this one
 * @param nav the day of the NAV it was last filled at; null until it is priced
 * @param reason why it was voided, or why its last fulfilment failed
 */
public record RequestView(
        Hash id,
        Kind kind,
        String party,
        Amount cash,
        Amount units,
        Amount waiting,
        State state,
        @Nullable Integer place,
        @Nullable Long cycle,
        Amount ahead,
        @Nullable LocalDate nav,
        @Nullable String reason,
        Instant asked) {

    /** What is exchanged for what. */
    public enum Kind {
        /** Hours and cash for units, by the manager. */
        IN_KIND,
        /** Cash for units. */
        CREATION,
        /** Units for cash. */
        REDEMPTION
    }

    /** The life of a request. */
    public enum State {
        /** On its way to the chain. */
        ASKED,
        /** Recorded there: it waits for the next NAV. */
        WAITING,
        /** On its way with a NAV. */
        PRICED,
        DONE,
        VOIDED
    }
}
