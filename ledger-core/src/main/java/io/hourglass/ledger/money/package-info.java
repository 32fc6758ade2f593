/**
 * Assets, amounts and prices: the integers everything else is counted in.
 *
 * <p>An {@link io.hourglass.ledger.money.Asset} is a code with a scale, written {@code USD/6}; an
 * {@link io.hourglass.ledger.money.Amount} is a whole number of its smallest units; a {@link
 * io.hourglass.ledger.money.Price} is micro-dollars per GPU-hour. Arithmetic is checked, and every
 * rounding says its direction in its name.
 */
@NullMarked
package io.hourglass.ledger.money;

import org.jspecify.annotations.NullMarked;
