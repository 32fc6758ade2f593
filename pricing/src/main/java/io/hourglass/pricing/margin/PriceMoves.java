package io.hourglass.pricing.margin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a price has moved, from its series of daily fixings.
 *
 * <p>Returns are logarithmic, rᵢ = ln(Pᵢ / Pᵢ₋₁). The index is fixed on every calendar day, so a
 * year has 365 returns: annualised volatility = sd(r)·√365 (Act/365F), sd being the sample standard
 * deviation about the mean (n − 1).
 */
public final class PriceMoves {
    /** Fixings in a year, for volatility per √year. */
    public static final int DAYS_PER_YEAR = 365;

    /** 99 % quantile of the standard normal distribution. */
    static final double NORMAL_99 = 2.3263478740408408;

    private PriceMoves() {}

    /**
     * Realised volatility per √year; 0 of fewer than three prices.
     *
     * @param prices USD per GPU-hour, one a day, oldest first, positive
     */
    public static double volatility(List<Double> prices) {
        return dailySd(prices) * Math.sqrt(DAYS_PER_YEAR);
    }

    /**
     * The move over two days, as a share of the price, that is exceeded with 1 % probability: the
     * larger of
     *
     * <ul>
     *   <li>normal: exp(2.3263·sd(r)·√2) − 1, one-sided and without drift;
     *   <li>historical: the smallest of the overlapping two-day moves |Pᵢ₊₂ / Pᵢ − 1| that 99 % of them
     *       do not exceed (nearest rank, ⌈0.99·n⌉).
     * </ul>
     *
     * <p>Confidence and liquidation period after Regulation (EU) 153/2013, Art. 24(1)(b) and 26(1)(b).
     *
     * @param prices the look-back period (a year or more by Art. 25), one a day, oldest first
     */
    public static double twoDayMove(List<Double> prices) {
        double normal = Math.expm1(NORMAL_99 * dailySd(prices) * Math.sqrt(2));
        List<Double> moves = new ArrayList<>();
        for (int i = 2; i < prices.size(); i++) {
            moves.add(Math.abs(prices.get(i) / prices.get(i - 2) - 1));
        }
        return Math.max(normal, nearestRank(moves));
    }

    private static double nearestRank(List<Double> moves) {
        if (moves.isEmpty()) {
            return 0;
        }
        Collections.sort(moves);
        int rank = (99 * moves.size() + 99) / 100;
        return moves.get(rank - 1);
    }

    private static double dailySd(List<Double> prices) {
        int count = prices.size() - 1;
        if (count < 2) {
            return 0;
        }
        double mean = Math.log(prices.getLast() / prices.getFirst()) / count;
        double squares = 0;
        for (int i = 1; i <= count; i++) {
            double deviation = Math.log(prices.get(i) / prices.get(i - 1)) - mean;
            squares += deviation * deviation;
        }
        return Math.sqrt(squares / (count - 1));
    }
}
