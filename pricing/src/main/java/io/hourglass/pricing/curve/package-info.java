/**
 * The forward curve of a GPU-hour, and what is left of a month that has begun.
 *
 * <p>Compute cannot be stored, so a forward is never spot grown at a rate: it is read off what the
 * market asks for later hours. A {@link io.hourglass.pricing.curve.Quote} prices a {@link
 * io.hourglass.pricing.curve.Delivery}: a month, a quarter, a year or a rental's term; a {@link
 * io.hourglass.pricing.curve.DailyCurve} is the smoothest one that meets them all but for {@link
 * io.hourglass.pricing.curve.LaunchStep}s known ahead, and an {@link
 * io.hourglass.pricing.curve.Arbitrage} is why there is none. A {@link
 * io.hourglass.pricing.curve.Cascade} turns quarters and years into months. A {@link
 * io.hourglass.pricing.curve.ForwardCurve} is the plainest curve, flat between a spot fixing and a
 * rental or two, whose months a {@link io.hourglass.pricing.curve.DailyGrid} spreads over their days;
 * an {@link io.hourglass.pricing.curve.Interpolation} is one through points; a {@link
 * io.hourglass.pricing.curve.DeliveryMonth} says how much of a contract is still open while its days are
 * being fixed.
 */
@NullMarked
package io.hourglass.pricing.curve;

import org.jspecify.annotations.NullMarked;
