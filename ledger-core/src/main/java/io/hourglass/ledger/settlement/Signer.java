package io.hourglass.ledger.settlement;

import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;

/** Signs for a party whose key the service keeps. */
@FunctionalInterface
public interface Signer {
    /** @param key the name of the party's key */
    SignedOrder sign(String key, Order order);
}
