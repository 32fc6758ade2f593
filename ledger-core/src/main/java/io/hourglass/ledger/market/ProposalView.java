package io.hourglass.ledger.market;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proposal and what became of it.
 *
 * @param reason why it was declined, taken back or voided
 * @param answered when it was accepted, declined or taken back
 * @param trades what it became, once it was accepted: of an exchange its futures and its hours
 */
public record ProposalView(
        Proposal proposal,
        State state,
        @Nullable String reason,
        @Nullable Instant answered,
        List<UUID> trades) {

    /** The life of a proposal. */
    public enum State {
        /** Its counterparty may answer. */
        PROPOSED,
        /** Both have signed; margin, money and hours are reserved. */
        ACCEPTED,
        /** On its way to the chain, all of it in one transaction. */
        SETTLING,
        FINAL,
        /** The chain refused it whole: what was reserved is back. */
        VOIDED,
        DECLINED,
        /** Its proposer took it back. */
        WITHDRAWN,
        /** Nobody answered in time. */
        LAPSED
    }
}
