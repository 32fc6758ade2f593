/**
 * The reference cases of {@code shared/data/pricing_reference.csv}, one test line a row.
 *
 * <p>A {@link io.hourglass.pricing.reference.Row} is a case with its inputs; each {@code …Rows} class
 * names, for the ids of one room, the code that reproduces them; {@link
 * io.hourglass.pricing.reference.NotCovered} says why the rest is left out.
 */
@NullMarked
package io.hourglass.pricing.reference;

import org.jspecify.annotations.NullMarked;
