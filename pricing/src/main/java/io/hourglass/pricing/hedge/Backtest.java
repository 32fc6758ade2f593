package io.hourglass.pricing.hedge;

import io.hourglass.pricing.hedge.HedgeProblem.Month;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a policy would have brought on past prices, walking forward: at each decision it sees the prices
 * up to then and nothing else, sells a share of each of the months ahead forward at the price of that
 * day, and gets the spot price of the month for the rest. Then it decides anew.
 *
 * <p>The forward is today's price for every month ahead: an hour cannot be stored, so nothing grows it,
 * and the longer rentals that would price it are in no public history long enough. A policy can thus
 * only earn by foreseeing the spot price, or by taking less risk. Fees, margin interest and idle hours
 * are left out.
 *
 * @param training prices seen before the first decision
 * @param months ahead that each decision is for
 */
public record Backtest(int training, int months) {

    public Backtest {
        if (training < 1 || months < 1) {
            throw new IllegalArgumentException(training + " prices, then " + months + " months a decision");
        }
    }

    /** What share of each month ahead is sold forward. */
    @FunctionalInterface
    public interface Policy {
        /**
         * Decides from what is known.
         *
         * @param history monthly prices, USD per GPU-hour, oldest first, the last one today's
         * @param months ahead
         * @return a share for each, 0 to 1
         */
        double[] soldForward(double[] history, int months);
    }

    /** The same share always. */
    public static Policy always(double share) {
        return (history, months) -> {
            double[] shares = new double[months];
            Arrays.fill(shares, share);
            return shares;
        };
    }

    /** The best plan over every stretch of past moves, with a margin budget as a share of today's value. */
    public static Policy optimised(RiskAppetite appetite, double marginShare, double budgetShare) {
        return (history, months) -> {
            double today = history[history.length - 1];
            Month month = Month.withoutRedemption(1, today, marginShare * today);
            HedgePlan plan = new HedgeProblem(
                            Collections.nCopies(months, month),
                            SpotScenarios.ofHistory(history, months),
                            budgetShare * months * today,
                            appetite)
                    .solve();
            return plan.months().stream().mapToDouble(HedgePlan.Use::forward).toArray();
        };
    }

    /**
     * What came of each decision: revenue an hour as a share of the price on the day of the decision.
     *
     * @param prices monthly, USD per GPU-hour, oldest first
     */
    public double[] revenues(double[] prices, Policy policy) {
        List<Double> revenues = new ArrayList<>();
        for (int now = training - 1; now + months < prices.length; now += months) {
            double[] shares = policy.soldForward(Arrays.copyOf(prices, now + 1), months);
            double revenue = 0;
            for (int month = 0; month < months; month++) {
                double spot = prices[now + 1 + month] / prices[now];
                revenue += (shares[month] + (1 - shares[month]) * spot) / months;
            }
            revenues.add(revenue);
        }
        if (revenues.isEmpty()) {
            throw new IllegalArgumentException(
                    prices.length + " prices leave no decision after " + training + " with " + months + " months");
        }
        return revenues.stream().mapToDouble(revenue -> revenue).toArray();
    }

    /**
     * Revenues in a few figures.
     *
     * @param mean of all decisions, as a share of the price on the day
     * @param worstTenth mean of the worst tenth (expected shortfall at 90 %, as revenue)
     */
    public record Figures(double mean, double worstTenth) {
        public static Figures of(double[] revenues) {
            return new Figures(
                    Arrays.stream(revenues).average().orElseThrow(), -new ExpectedShortfall(0.90).of(revenues));
        }
    }
}
