package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;

/**
 * A series and its hours. Everything minted is held by somebody, redeemed or expired.
 *
 * @param attested hours owners may mint in all
 * @param minted of those, minted
 */
public record SeriesStatus(
        Series series, State state, Amount attested, Amount minted, Amount redeemed, Amount expired) {

    /** A series' life. */
    public enum State {
        /** Its opening is on its way to the chain. */
        PLANNED,
        OPEN,
        /** Its month is over and nothing is left of it. */
        EXPIRED,
        VOIDED
    }
}
