/**
 * Clearing: futures on the index, positions that sum to zero, margin, marks and final settlement.
 *
 * <p>A {@link io.hourglass.ledger.clearing.Future} is a contract month of a GPU class, 730 hours a
 * lot. {@link io.hourglass.ledger.clearing.Clearing} lists them, keeps members' margin, and marks
 * every position to the day's settlement price; what one side gains the other loses, to the last
 * unit. What it asks of a member is a {@link io.hourglass.ledger.clearing.ClassMargin} a GPU class, by {@link
 * io.hourglass.ledger.clearing.Terms} that two people change. {@link
 * io.hourglass.ledger.clearing.FuturesRules} is what an order must meet to stand. A member that cannot
 * pay is in {@link io.hourglass.ledger.clearing.DefaultView default}: an estate takes over what it had, and the
 * default fund stands in for what is owed.
 */
@NullMarked
package io.hourglass.ledger.clearing;

import org.jspecify.annotations.NullMarked;
