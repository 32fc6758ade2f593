package io.hourglass.pricing.hedge;

import java.util.List;

/**
 * The best use of each month's hours for a {@link HedgeProblem}.
 *
 * @param months what becomes of each month's hours
 * @param expectedProfit dollars, the mean over scenarios
 * @param shortfall dollars, the expected shortfall over scenarios: negative where the worst are profits
 * @param margin dollars that the forward sales need
 * @param marginShadowPrice dollars by which the aim (profit, or profit less aversion times shortfall)
 *     would rise for one more dollar of margin; 0 while the budget is not used up
 */
public record HedgePlan(
        List<Use> months, double expectedProfit, double shortfall, double margin, double marginShadowPrice) {
    public HedgePlan {
        months = List.copyOf(months);
    }

    /** GPU-hours of one month sold forward, kept for the spot market, and held for redemption. */
    public record Use(double forward, double spot, double redemption) {}
}
