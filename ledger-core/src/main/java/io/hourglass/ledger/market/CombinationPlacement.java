package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signature;

/**
 * Orders that are filled together or not at all, as one signature, and what its party asks of the book
 * beyond what it signed for.
 */
public record CombinationPlacement(Combination combination, Signature signature, OrderType type, SelfMatch selfMatch) {

    /** The leg that says whose it is, how much and until when: all of them say the same. */
    public Order first() {
        return combination.legs().getFirst();
    }
}
