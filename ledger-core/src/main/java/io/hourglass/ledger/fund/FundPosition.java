package io.hourglass.ledger.fund;

import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;

/**
 * Lots the fund holds, by the chain's word.
 *
 * @param settlement what they are marked at
 * @param open gained (positive) by trades since the last mark; everything before is in the margin
 * @param paid variation it has had of the contract
 */
public record FundPosition(Future future, long lots, Price settlement, Amount open, Amount paid) {}
