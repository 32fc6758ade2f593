/**
 * What the owner of capacity does with each month's hours: sell them forward, keep them for the spot
 * market, or hold them for redemption.
 *
 * <p>A {@link io.hourglass.pricing.hedge.HedgeProblem} states hours, prices and {@link
 * io.hourglass.pricing.hedge.SpotScenarios}, and a {@link io.hourglass.pricing.hedge.RiskAppetite} how
 * profit weighs against the worst outcomes; its {@link io.hourglass.pricing.hedge.HedgePlan} is the best
 * there is for it, with the shadow price of the margin that forward sales need. A {@link
 * io.hourglass.pricing.hedge.Backtest} says what such plans would have brought on prices that they could
 * not know, beside selling nothing, half or all of it forward.
 *
 * <p>On the one real history that is long enough (a provider's spot prices of four classes, 2022 to 2026,
 * 31 decisions in 11 quarters, forwards at the spot of the day) plans of a moderate aversion brought 2.1 %
 * less than selling nothing forward, 1.2 % less than half, 0.2 % less than all of it (95 % intervals −5.3
 * to −0.0, −2.7 to −0.1, −0.5 to +0.1). They do not foresee prices, and are not said to: they state what
 * giving up risk costs.
 */
@NullMarked
package io.hourglass.pricing.hedge;

import org.jspecify.annotations.NullMarked;
