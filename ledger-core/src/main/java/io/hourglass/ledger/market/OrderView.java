package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as its party sees it.
 *
 * @param id its EIP-712 digest
 * @param instrument the instrument's code
 * @param quantity µGPU-hours or lots
 * @param rest what is not filled
 * @param reason why it was cancelled
 * @param ended when it was filled or cancelled
 * @param replaces the order it was placed instead of
 * @param trades what it was matched into by the request that is answered; empty in lists
 */
public record OrderView(
        Hash id,
        String instrument,
        String party,
        boolean buy,
        long quantity,
        Price limit,
        OrderType type,
        long rest,
        State state,
        @Nullable String reason,
        Instant placed,
        Instant expiry,
        @Nullable Instant ended,
        @Nullable Hash replaces,
        List<UUID> trades) {

    /** The life of an order. */
    public enum State {
        OPEN,
        PARTLY_FILLED,
        FILLED,
        CANCELLED;

        /** The word a person reads: {@code partly filled}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static State stateOf(long quantity, long rest, boolean cancelled) {
        if (cancelled) {
            return State.CANCELLED;
        }
        if (rest == 0) {
            return State.FILLED;
        }
        return rest == quantity ? State.OPEN : State.PARTLY_FILLED;
    }
}
