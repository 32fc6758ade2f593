/**
 * Fund: HGX, the index fund. Units over hours and cash, created and redeemed at the next NAV.
 *
 * <p>A {@link io.hourglass.ledger.fund.NavView} says what a unit is worth at a day's prices and
 * keeps what it was made from. {@link io.hourglass.ledger.fund.Fund} takes requests while no price
 * for them can be known yet, and fulfils them with the first NAV that is struck after; redemptions leave
 * by a gate, pro rata, where cash is short; every rounding favours those who stay. The fee is made in
 * units, income is paid to who holds them, and the fund is shown beside its index. It holds futures as a member
 * of Clearing: a {@link io.hourglass.ledger.fund.FundTradeView} is an order the contract stands by within its
 * {@link io.hourglass.ledger.fund.TradeLimits}, a {@link io.hourglass.ledger.fund.RollView} leaves a month that ends, and a
 * {@link io.hourglass.ledger.fund.RebalanceView} follows the index to other constituents.
 */
@NullMarked
package io.hourglass.ledger.fund;

import org.jspecify.annotations.NullMarked;
