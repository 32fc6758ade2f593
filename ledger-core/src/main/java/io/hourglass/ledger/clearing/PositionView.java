package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;

/**
 * What a member holds of a contract.
 *
 * @param lots positive is long
 * @param settlement what it is marked at
 * @param paid variation received (positive) or paid so far: realised profit and loss
 * @param open profit and loss of trades since the last mark, at the settlement price
 */
public record PositionView(String party, Future future, long lots, Price settlement, Amount paid, Amount open) {}
