package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's default.
 *
 * @param estate the party that has what was the member's until it is sold
 * @param margin what it had, negative where it owed; null until the chain says so
 * @param share what it had in the default fund
 * @param paid who paid for what was owed, in the order it was taken
 * @param surplus what was left over and is its margin again; null until it is over
 * @param reason why it was voided
 */
public record DefaultView(
        String id,
        String party,
        String estate,
        State state,
        @Nullable Amount margin,
        @Nullable Amount share,
        List<Payment> paid,
        @Nullable Amount surplus,
        @Nullable String reason,
        Instant declared) {

    public DefaultView {
        paid = List.copyOf(paid);
    }

    /** Where it stands. */
    public enum State {
        /** On its way to the chain. */
        DECLARING,
        /** Taken over; to be sold, marked and covered. */
        OPEN,
        /** Everything is covered. */
        COVERED,
        VOIDED
    }

    /** @param party who paid; null where it is the house's tranche */
    public record Payment(String layer, @Nullable String party, Amount amount) {}
}
