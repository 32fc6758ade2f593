/**
 * What accounts would lose if prices moved: every instrument valued anew in every scenario, and the
 * worst of what that does to each account.
 *
 * <p>{@link io.hourglass.pricing.scenario.ValueChanges} hold what one unit of each instrument gains in
 * each scenario, worked out once and shared by all accounts; {@link
 * io.hourglass.pricing.scenario.Portfolios} hold what each account has of each. Their product is every
 * account's profit and loss; its tail is measured by {@link
 * io.hourglass.pricing.scenario.ExpectedShortfall}, or by a {@link
 * io.hourglass.pricing.scenario.Quantile} as value at risk. The product runs on {@link
 * io.hourglass.pricing.scenario.Lanes}: the processor's vectors, or plain loops with the same digits.
 */
@NullMarked
package io.hourglass.pricing.scenario;

import org.jspecify.annotations.NullMarked;
