package io.hourglass.pricing.margin;

import io.hourglass.pricing.MicroDollars;

/**
 * Initial margin of a portfolio by its parts, in dollars:
 *
 * <pre>max(buffered, floor, stress) + concentration</pre>
 *
 * <p>Each part is a loss that what is set aside must cover, so none lowers another: it never falls when
 * a loss grows.
 *
 * @param buffered the loss expected of the liquidation period (scan risk, or shortfall over filtered
 *     history, and calendar spreads) with the buffer against procyclicality on it ({@link MarginBuffer})
 * @param floor the same at the volatility of the last ten years (Regulation (EU) 153/2013, Art.
 *     28(1)(c)), without a buffer
 * @param stress the loss if prices move by the launch stress either way (rulebook §3)
 * @param concentration what it costs to take longer over a large position
 */
public record InitialMargin(double buffered, double floor, double stress, double concentration) {

    public InitialMargin {
        for (double part : new double[] {buffered, floor, stress, concentration}) {
            if (!(part >= 0) || part == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("a part of a margin is not negative: " + part);
            }
        }
    }

    /**
     * Puts the parts together, with the concentration of the largest position taken on the rest.
     *
     * @param liquidation how long the market takes to absorb the position
     */
    public static InitialMargin of(double buffered, double floor, double stress, Liquidation liquidation) {
        double largest = Math.max(buffered, Math.max(floor, stress));
        return new InitialMargin(buffered, floor, stress, largest * liquidation.addOn());
    }

    public double dollars() {
        return Math.max(buffered, Math.max(floor, stress)) + concentration;
    }

    /** The one rounding, against the holder. */
    public long microsUp() {
        return MicroDollars.ceiling(dollars());
    }

    /**
     * How long it takes to close a position without moving the market.
     *
     * @param lots to be closed, either way
     * @param dailyVolume lots traded on an average day
     * @param participation share of a day's volume that one may be
     * @param period days of liquidation that the margin is for: 2
     */
    public record Liquidation(double lots, double dailyVolume, double participation, double period) {
        public Liquidation {
            if (!(Math.abs(lots) < Double.POSITIVE_INFINITY)
                    || !(dailyVolume > 0)
                    || !(participation > 0 && participation <= 1)
                    || !(period > 0)) {
                throw new IllegalArgumentException(lots + " lots at " + participation + " of " + dailyVolume
                        + " a day, margined for " + period + " days");
            }
        }

        /** Days until the last lot is closed. */
        public double days() {
            return Math.abs(lots) / (dailyVolume * participation);
        }

        /**
         * What is added to the margin, as a share of it: √(days / period) − 1 beyond the period, 0 within.
         * The square root of time as if nothing were closed before the last day: on the safe side.
         */
        public double addOn() {
            return Math.max(Math.sqrt(days() / period) - 1, 0);
        }
    }
}
