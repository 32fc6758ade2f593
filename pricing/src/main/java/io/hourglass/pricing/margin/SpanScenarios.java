package io.hourglass.pricing.margin;

import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.List;

/**
 * The sixteen scenarios of SPAN (Standard Portfolio Analysis of Risk, CME 1988): the price stays, or
 * moves by one, two or three thirds of its scan range either way, each with volatility a scan range
 * up and down; and two extreme moves with volatility as it is, of which a share of the loss counts.
 *
 * <p>The order is the published one: unchanged, then ⅓ up, ⅓ down, ⅔ up, … each with volatility up and
 * then down, then extreme up and extreme down. Venues differ in the extreme: three ranges at 35 % here,
 * two at 35 % at NSE and in McMillan, Options as a Strategic Investment, 4th ed., pp. 668–670. Reference
 * cases SPAN-SCEN, SPAN-LONGFUT, SPAN-COVERED.
 *
 * @param extremeMultiple extreme move, in price scan ranges
 * @param extremeCover share of the loss in an extreme move that counts, 0 to 1
 */
public record SpanScenarios(double extremeMultiple, double extremeCover) {
    /** The rules in force. */
    public static final SpanScenarios IN_FORCE = new SpanScenarios(3, 0.35);

    /** Scenarios. */
    public static final int COUNT = 16;

    /**
     * Weights of the seven price moves in the composite delta, from unchanged to three thirds, as CME
     * publishes them; both directions of a move have the same. They add up to 0.998 and are scaled to 1.
     */
    private static final double[] DELTA_WEIGHTS = {0.270, 0.217, 0.110, 0.037};

    public SpanScenarios {
        if (!(extremeMultiple >= 1) || !(extremeCover >= 0 && extremeCover <= 1)) {
            throw new IllegalArgumentException(
                    "an extreme move of " + extremeMultiple + " ranges at " + extremeCover + " of the loss");
        }
    }

    /**
     * One scenario.
     *
     * @param price move of the price, in price scan ranges
     * @param volatility move of the volatility, in volatility scan ranges
     * @param share of the change in value that counts
     */
    public record Scenario(double price, double volatility, double share) {}

    /** The sixteen in their published order. */
    public List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>(COUNT);
        for (int thirds : new int[] {0, 1, -1, 2, -2, 3, -3}) {
            scenarios.add(new Scenario(thirds / 3.0, 1, 1));
            scenarios.add(new Scenario(thirds / 3.0, -1, 1));
        }
        scenarios.add(new Scenario(extremeMultiple, 0, extremeCover));
        scenarios.add(new Scenario(-extremeMultiple, 0, extremeCover));
        return List.copyOf(scenarios);
    }

    /** What an instrument is worth where price and volatility have moved, dollars a unit. */
    @FunctionalInterface
    public interface Value {
        /**
         * The value after moves.
         *
         * @param instrument its number
         * @param price move, in price scan ranges
         * @param volatility move, in volatility scan ranges
         */
        double at(int instrument, double price, double volatility);
    }

    /** The risk arrays of the instruments of one GPU class: what a unit of each gains in each scenario. */
    public ValueChanges riskArrays(int instruments, Value value) {
        List<Scenario> scenarios = scenarios();
        return ValueChanges.of(instruments, COUNT, (instrument, number) -> {
            Scenario scenario = scenarios.get(number);
            return scenario.share
                    * (value.at(instrument, scenario.price, scenario.volatility) - value.at(instrument, 0, 0));
        });
    }

    /** Scan risk of each account, dollars: its greatest loss in the sixteen, 0 where none is a loss. */
    public static double[] scanRisks(Portfolios portfolios, ValueChanges riskArrays) {
        if (riskArrays.scenarios() != COUNT) {
            throw new IllegalArgumentException("risk arrays have 16 scenarios, not " + riskArrays.scenarios());
        }
        double[] risks = portfolios.greatestLosses(riskArrays);
        for (int account = 0; account < risks.length; account++) {
            risks[account] = Math.max(risks[account], 0);
        }
        return risks;
    }

    /**
     * Composite delta: the mean of an instrument's delta over the seven price moves, each with its
     * weight; what a unit counts for in a calendar spread.
     *
     * @param deltas futures a unit at moves of −3, −2, −1, 0, 1, 2, 3 thirds
     */
    public static double compositeDelta(double... deltas) {
        if (deltas.length != 7) {
            throw new IllegalArgumentException("seven deltas are needed, not " + deltas.length);
        }
        double sum = 0;
        double weights = 0;
        for (int third = -3; third <= 3; third++) {
            double weight = DELTA_WEIGHTS[Math.abs(third)];
            sum += weight * deltas[third + 3];
            weights += weight;
        }
        return sum / weights;
    }

    /**
     * Charge for calendar spreads, dollars: scanning moves all months as one, so that a long month
     * against a short one would need nothing; each pair of opposite deltas across months pays.
     *
     * @param deltas net composite delta of each delivery month, lots
     * @param charge dollars a spread of one lot against one
     */
    public static double calendarSpreadCharge(double[] deltas, double charge) {
        double bought = 0;
        double sold = 0;
        for (double delta : deltas) {
            bought += Math.max(delta, 0);
            sold += Math.max(-delta, 0);
        }
        return charge * Math.min(bought, sold);
    }
}
