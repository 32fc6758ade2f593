/**
 * Fund: HGX, the index fund. Units over hours and cash, created and redeemed at the next NAV.
 *
 * <p>A {@link io.hourglass.ledger.fund.NavView} says what a unit is worth at a day's prices and
 * keeps what it was made from. {@link io.hourglass.ledger.fund.Fund} takes requests while no price
 * for them can be known yet, and fulfils them, in order, with the first NAV that is struck after;
 * every rounding favours those who stay.
 */
@NullMarked
package io.hourglass.ledger.fund;

import org.jspecify.annotations.NullMarked;
