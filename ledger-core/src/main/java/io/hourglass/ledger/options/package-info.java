/**
 * Options on a month's mean price: series, what writers must have for them, and what they pay.
 *
 * <p>An {@link io.hourglass.ledger.options.OptionSeries} pays on what its month's future settles at, and what a
 * lot pays at most is known: whoever is short has that in cash at the contract from the trade on, so nobody is called
 * for margin and nobody can be in default. {@link io.hourglass.ledger.options.OptionsRules} is what an order must
 * meet to stand: all that a party's orders may cost is set aside. {@link io.hourglass.ledger.options.Options} lists
 * the series around a future's settlement price, posts what the chain did, and has holders paid.
 *
 * <p>A room of its own beside {@code clearing}, as the contract is: it knows futures, and no margin.
 */
@NullMarked
package io.hourglass.ledger.options;

import org.jspecify.annotations.NullMarked;
