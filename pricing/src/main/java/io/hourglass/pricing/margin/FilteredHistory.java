package io.hourglass.pricing.margin;

import java.util.Arrays;

/**
 * Past returns as they would be at today's volatility: each is divided by the volatility of its own
 * day and multiplied by the one that is forecast now. Filtered historical simulation after
 * Barone-Adesi, Giannopoulos and Vosper, VaR without correlations for portfolios of derivative
 * securities, Journal of Futures Markets 19 (1999); the scaling is Hull and White's, Incorporating
 * volatility updating into the historical simulation method for value at risk, Journal of Risk 1 (1998).
 *
 * <p>Volatility is the exponentially weighted root mean square of returns, about zero and not their
 * mean, σ²ₜ₊₁ = λ·σ²ₜ + (1 − λ)·r²ₜ (RiskMetrics Technical Document, 4th ed., 1996, §5.2), begun with the
 * mean square of the first {@code seedDays} returns, which make no scenario. Returns are logarithmic.
 */
public final class FilteredHistory {
    private final double[] residuals;
    private final double volatility;

    private FilteredHistory(double[] residuals, double volatility) {
        this.residuals = residuals;
        this.volatility = volatility;
    }

    /**
     * Filters a history of prices.
     *
     * @param prices USD per GPU-hour, one a day, oldest first, positive
     * @param decay λ, 0 to 1: 0.94 for days in RiskMetrics; CCPs use 0.97 to 0.99
     * @param seedDays returns that begin the volatility: 20, say
     * @throws IllegalArgumentException of fewer prices than make one scenario, or of a seed that never moves
     */
    public static FilteredHistory of(double[] prices, double decay, int seedDays) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("a decay is above 0 and below 1: " + decay);
        }
        if (seedDays < 1 || prices.length < seedDays + 2) {
            throw new IllegalArgumentException(
                    prices.length + " prices do not outlast a seed of " + seedDays + " days");
        }
        double[] returns = new double[prices.length - 1];
        for (int i = 0; i < returns.length; i++) {
            returns[i] = Math.log(prices[i + 1] / prices[i]);
            if (!Double.isFinite(returns[i])) {
                throw new IllegalArgumentException("no return from " + prices[i] + " to " + prices[i + 1]);
            }
        }
        double variance = Arrays.stream(returns, 0, seedDays).map(r -> r * r).sum() / seedDays;
        if (variance == 0) {
            throw new IllegalArgumentException("the first " + seedDays + " returns do not move");
        }
        double[] residuals = new double[returns.length - seedDays];
        for (int i = seedDays; i < returns.length; i++) {
            residuals[i - seedDays] = returns[i] / Math.sqrt(variance);
            variance = decay * variance + (1 - decay) * returns[i] * returns[i];
        }
        return new FilteredHistory(residuals, Math.sqrt(variance));
    }

    /** The volatility forecast for the next day: per day, not per year. */
    public double dailyVolatility() {
        return volatility;
    }

    /**
     * The same past at another volatility where that is higher: the floor against procyclicality is the
     * loss at the volatility of ten years (Regulation (EU) 153/2013, Art. 28(1)(c)).
     *
     * @param longRun volatility per day, see {@link #volatility}
     */
    public FilteredHistory atLeast(double longRun) {
        if (!(longRun >= 0) || longRun == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a volatility is not negative: " + longRun);
        }
        return new FilteredHistory(residuals, Math.max(volatility, longRun));
    }

    /** Root mean square of the logarithmic returns of prices, per day: every day counts alike. */
    public static double volatility(double[] prices) {
        double squares = 0;
        for (int i = 1; i < prices.length; i++) {
            squares += Math.pow(Math.log(prices[i] / prices[i - 1]), 2);
        }
        double volatility = Math.sqrt(squares / (prices.length - 1));
        if (!Double.isFinite(volatility)) {
            throw new IllegalArgumentException("no volatility of " + prices.length + " prices: " + volatility);
        }
        return volatility;
    }

    /**
     * Relative price moves over a liquidation period, one for each stretch of that many days in the
     * past (they overlap): exp(σ·Σz) − 1, at the same volatility on each of its days.
     *
     * @param days liquidation period: 2
     */
    public double[] moves(int days) {
        if (days < 1 || days > residuals.length) {
            throw new IllegalArgumentException(days + " days are not within a history of " + residuals.length);
        }
        double[] moves = new double[residuals.length - days + 1];
        for (int i = 0; i < moves.length; i++) {
            double sum = 0;
            for (int day = 0; day < days; day++) {
                sum += residuals[i + day];
            }
            moves[i] = Math.expm1(volatility * sum);
        }
        return moves;
    }
}
