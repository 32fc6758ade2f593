package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import org.jspecify.annotations.Nullable;

/**
 * A signed order, and what its party asks of the book beyond what it signed for.
 *
 * @param replaces the order of the same party, instrument and side that it is placed instead of: that one
 *     is cancelled and this one placed, or neither. It keeps the other's place where it is no larger and
 *     at the same price
 */
public record Placement(
        SignedOrder signed,
        OrderType type,
        SelfMatch selfMatch,
        @Nullable Hash replaces) {

    /** A limit order as most are. */
    public static Placement limit(SignedOrder signed) {
        return of(signed, OrderType.LIMIT);
    }

    public static Placement of(SignedOrder signed, OrderType type) {
        return new Placement(signed, type, SelfMatch.CANCEL_INCOMING, null);
    }

    public Placement insteadOf(Hash order) {
        return new Placement(signed, type, selfMatch, order);
    }

    Order order() {
        return signed.order();
    }
}
