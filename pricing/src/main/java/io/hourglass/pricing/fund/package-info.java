/**
 * The arithmetic of the compute index fund, on whole micro-units throughout.
 *
 * <p>{@link io.hourglass.pricing.fund.NetAssetValue} says what a unit is worth and what cash and
 * units exchange for; {@link io.hourglass.pricing.fund.StreamingFee} pays the manager by inflation
 * of units; {@link io.hourglass.pricing.fund.Allocation} shares out an amount to the last unit;
 * {@link io.hourglass.pricing.fund.Tracking} compares the fund with its index.
 */
@NullMarked
package io.hourglass.pricing.fund;

import org.jspecify.annotations.NullMarked;
