/**
 * The Hourglass GPU Index: what a GPU-hour of each class costs, and how anyone can check it.
 *
 * <p>{@link io.hourglass.ledger.index.Observations} takes prices in, {@link
 * io.hourglass.ledger.index.Fixings} publishes one fixing a day per {@link
 * io.hourglass.ledger.index.IndexName} with its receipts, {@link
 * io.hourglass.ledger.index.Votes} gathers contributors' signatures until the fixing goes on
 * chain, {@link io.hourglass.ledger.index.Curves} turns fixings into forward prices, and {@link
 * io.hourglass.ledger.index.Recompute} makes a fixing again from nothing but its receipts.
 */
@NullMarked
package io.hourglass.ledger.index;

import org.jspecify.annotations.NullMarked;
