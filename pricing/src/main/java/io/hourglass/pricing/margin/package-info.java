/**
 * What must be set aside for futures, and what they settle at in the end.
 *
 * <p>{@link io.hourglass.pricing.margin.PriceMoves} measures how far prices have moved; {@link
 * io.hourglass.pricing.margin.MarginRules} turn that into initial and maintenance margin of a lot, and {@link
 * io.hourglass.pricing.margin.PortfolioMargin} into that of all months of a class. Of a portfolio
 * with options, {@link io.hourglass.pricing.margin.SpanScenarios} or the moves of a {@link
 * io.hourglass.pricing.margin.FilteredHistory} give the loss to expect, and {@link
 * io.hourglass.pricing.margin.InitialMargin} adds {@link io.hourglass.pricing.margin.MarginBuffer},
 * floor, {@link io.hourglass.pricing.margin.LaunchStress} and concentration. {@link
 * io.hourglass.pricing.margin.CoverTwo} is what a default fund has to cover. A {@link
 * io.hourglass.pricing.margin.SettlementPrice} is the mean of a month's final fixings over its {@link
 * io.hourglass.pricing.margin.BusinessDays}, or says what is missing.
 */
@NullMarked
package io.hourglass.pricing.margin;

import org.jspecify.annotations.NullMarked;
