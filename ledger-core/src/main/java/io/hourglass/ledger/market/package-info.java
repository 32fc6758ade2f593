/**
 * Market: signed orders for hours, futures and options, matched by price and time.
 *
 * <p>An {@link io.hourglass.ledger.market.Instrument} is what can be traded: the hours of a series,
 * a futures contract or an option. An order rests in the {@link io.hourglass.ledger.market.matching.OrderBook} until
 * it is filled, cancelled or expires; what it may cost is reserved in the books from the moment it
 * is placed. Each match is a trade, which is settling until the chain's event is final, then final
 * or voided. {@link io.hourglass.ledger.market.Combinations} are orders for several months that are filled
 * together or not at all, {@link io.hourglass.ledger.market.Rectangles} hours bought whole; {@link
 * io.hourglass.ledger.market.Exchanges} and {@link io.hourglass.ledger.market.Swaps} are what two negotiate
 * with each other. {@link io.hourglass.ledger.market.Market} does all of it in one transaction a request,
 * {@link io.hourglass.ledger.market.OrderLanes} those of many callers in one.
 */
@NullMarked
package io.hourglass.ledger.market;

import org.jspecify.annotations.NullMarked;
