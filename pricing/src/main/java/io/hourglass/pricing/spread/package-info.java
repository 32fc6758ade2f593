/**
 * Options on the difference of two prices: one GPU class against another, one month against the next.
 *
 * <p>{@link io.hourglass.pricing.spread.Margrabe} exchanges one for the other and is exact; {@link
 * io.hourglass.pricing.spread.Kirk} and {@link io.hourglass.pricing.spread.BjerksundStensland} take a
 * strike too and are near. Arguments come as first forward, second forward, strike, years, the two
 * volatilities, their correlation, rate.
 */
@NullMarked
package io.hourglass.pricing.spread;

import org.jspecify.annotations.NullMarked;
