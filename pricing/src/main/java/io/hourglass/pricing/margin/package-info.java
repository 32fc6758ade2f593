/**
 * What must be set aside for a futures lot, and what it settles at in the end.
 *
 * <p>{@link io.hourglass.pricing.margin.PriceMoves} measures how far prices have moved; {@link
 * io.hourglass.pricing.margin.MarginRules} turn that into initial and maintenance margin of a lot;
 * a {@link io.hourglass.pricing.margin.SettlementPrice} is the mean of a month's final fixings over
 * its {@link io.hourglass.pricing.margin.BusinessDays}, or says what is missing.
 */
@NullMarked
package io.hourglass.pricing.margin;

import org.jspecify.annotations.NullMarked;
