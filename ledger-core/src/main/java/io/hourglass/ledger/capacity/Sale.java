package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;

/**
 * Hours an owner sells of what it had minted: the cash goes into escrow until it delivers them.
 *
 * @param hours of the series
 */
public record Sale(Series series, String owner, Amount hours, Amount cash) {}
