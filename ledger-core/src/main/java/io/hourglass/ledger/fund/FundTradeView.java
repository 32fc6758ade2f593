package io.hourglass.ledger.fund;

import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An order of the fund's.
 *
 * @param id its EIP-712 digest
 * @param lots ordered
 * @param filled lots of it that were matched, and not voided since
 * @param reason why it is not in the book
 * @param roll the contract it rolls the fund out of; null for others
 * @param basket the day of the index's rebalance that it follows; null for others
 */
public record FundTradeView(
        Hash id,
        Future future,
        boolean buy,
        long lots,
        Price limit,
        long filled,
        State state,
        @Nullable String reason,
        Instant asked,
        Instant expiry,
        @Nullable Future roll,
        @Nullable LocalDate basket) {

    /** The life of an order until it is in the book. */
    public enum State {
        /** On its way to the chain, where the fund stands by it. */
        ASKED,
        /** The fund stands by it. */
        AGREED,
        /** In the book, or what became of it there. */
        PLACED,
        /** The market took it not. */
        REFUSED,
        /** The chain took it not. */
        VOIDED
    }

    /** What becomes of it is not known yet. */
    boolean isUnderWay(Instant now) {
        return switch (state) {
            case ASKED, AGREED -> true;
            case PLACED -> filled < lots && !now.isAfter(expiry);
            case REFUSED, VOIDED -> false;
        };
    }
}
