/**
 * Pure mathematics on numbers: what an hour of a GPU costs today, on each day to come, and what
 * must be set aside for it.
 *
 * <p>No input, no output, no clock, nothing but the JDK. Numbers come in as arguments and go out
 * as values; {@code double} is allowed here and nowhere else. A number becomes money once, at
 * {@link io.hourglass.pricing.MicroDollars}.
 */
@NullMarked
package io.hourglass.pricing;

import org.jspecify.annotations.NullMarked;
