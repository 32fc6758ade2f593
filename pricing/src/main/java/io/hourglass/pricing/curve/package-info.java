/**
 * The forward curve of a GPU-hour, month by month, and what is left of a month that has begun.
 *
 * <p>Compute cannot be stored, so a forward is never spot grown at a rate: it is read off what
 * longer rentals cost. A {@link io.hourglass.pricing.curve.ForwardCurve} reprices every rental it
 * was built from; a {@link io.hourglass.pricing.curve.DeliveryMonth} says how much of a contract is
 * still open while its days are being fixed.
 */
@NullMarked
package io.hourglass.pricing.curve;

import org.jspecify.annotations.NullMarked;
