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
 * @param place in the queue, from 1; null when it does not wait
 * @param nav the day of the NAV it is done at; null until it is priced
 * @param reason why it was voided, or why its last fulfilment failed
 */
public record RequestView(
        Hash id,
        Kind kind,
        String party,
        Amount cash,
        Amount units,
        State state,
        @Nullable Integer place,
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
