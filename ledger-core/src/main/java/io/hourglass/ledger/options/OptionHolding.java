package io.hourglass.ledger.options;

import io.hourglass.ledger.money.Amount;

/**
 * What a party holds of a series.
 *
 * @param lots positive is bought
 * @param collateral held for what it is short
 * @param reserved what its orders, and its trades on their way, may cost at worst
 */
public record OptionHolding(String party, OptionSeries series, long lots, Amount collateral, Amount reserved) {}
