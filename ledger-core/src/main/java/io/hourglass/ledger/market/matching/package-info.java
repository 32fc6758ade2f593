/**
 * The matching engine: pure, deterministic, no clock, no I/O, one {@link
 * io.hourglass.ledger.market.matching.OrderBook} an instrument.
 *
 * <p>Prices are whole ticks, quantities whole units, orders and their beneficial owners are numbers. A
 * {@link io.hourglass.ledger.market.matching.BookOrder} meets the best price first, then whoever came
 * first; what happens is told to a {@link io.hourglass.ledger.market.matching.Tape}. In an {@link
 * io.hourglass.ledger.market.matching.Auction} orders gather and trade at one price.
 */
@NullMarked
package io.hourglass.ledger.market.matching;

import org.jspecify.annotations.NullMarked;
