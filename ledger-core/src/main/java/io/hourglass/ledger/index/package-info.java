/**
 * The Hourglass GPU Index: what a GPU-hour of each class costs, and how anyone can check it.
 *
 * <p>{@link io.hourglass.ledger.index.Observations} takes prices in, {@link
 * io.hourglass.ledger.index.Fixings} publishes one fixing a day per {@link
 * io.hourglass.ledger.index.IndexName} with its receipts, by the {@link
 * io.hourglass.ledger.index.Methodologies} in force that day; {@link
 * io.hourglass.ledger.index.Determinations} put a value to a day that would be a gap. {@link
 * io.hourglass.ledger.index.Votes} gathers contributors' signatures until a fixing goes on chain, and
 * {@link io.hourglass.ledger.index.Reproduce} makes any of them again from nothing but its receipts.
 *
 * <p>{@link io.hourglass.ledger.index.Contributors} have a key and at most one provider, for which they
 * sign {@link io.hourglass.ledger.index.Contributions}; {@link io.hourglass.ledger.index.SpotChecks}
 * hold some of these against other sources, and {@link io.hourglass.ledger.index.Rewards} pays for
 * those that stood.
 *
 * <p>{@link io.hourglass.ledger.index.Curves} turns fixings and what futures trade at into forward prices, {@link
 * io.hourglass.ledger.index.Baskets} into one number for several classes, and {@link
 * io.hourglass.ledger.index.Segments} says how the parts of a class's market differ.
 */
@NullMarked
package io.hourglass.ledger.index;

import org.jspecify.annotations.NullMarked;
