/**
 * How the time between two dates becomes a number of years.
 *
 * <p>Libraries and contracts differ in it more than in any formula, so every {@link
 * io.hourglass.pricing.daycount.DayCount} carries its name; prices here are computed on {@link
 * io.hourglass.pricing.daycount.DayCount#ACT_365F} unless a contract says otherwise.
 */
@NullMarked
package io.hourglass.pricing.daycount;

import org.jspecify.annotations.NullMarked;
