package io.hourglass.pricing.options;

import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.margin.PriceMoves;
import io.hourglass.pricing.options.AverageOption.Fixing;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What options on a month's mean are worth by the model: {@link AverageOption} on the curve's days to come, all with
 * the index's realised volatility; a capped call is the call at its strike less the call at its cap. Premiums are
 * paid at once and compute has no carry: nothing is discounted. Whole numbers in and out, each rounded half even once.
 *
 * <p>Within the month the fixings known move the strike, K' = K − Ā·n/N, and what moves is the remaining weight
 * (rulebook §3).
 *
 * @param fixed the month's fixings that are known, micro-dollars per GPU-hour
 * @param toCome one a day to come, in order of time
 * @param volatility per √year, realised
 */
public record MonthOption(List<Long> fixed, List<Forward> toCome, double volatility) {
    /** A point of volatility, as people say it: 1 %. */
    private static final double POINT = 0.01;

    public MonthOption {
        fixed = List.copyOf(fixed);
        toCome = List.copyOf(toCome);
    }

    /**
     * A fixing to come.
     *
     * @param price what the curve has for it, micro-dollars per GPU-hour
     * @param days calendar days from now
     */
    public record Forward(long price, int days) {}

    /**
     * A theoretical premium and how it changes; never used for money.
     *
     * @param premium micro-dollars per GPU-hour
     * @param delta millionths: change per dollar by which the days to come move
     * @param gamma millionths: change of delta per dollar
     * @param vega micro-dollars per GPU-hour and point of volatility (1 %)
     * @param theta micro-dollars per GPU-hour and calendar day that passes
     */
    public record Value(long premium, long delta, long gamma, long vega, long theta) {}

    /** @param history of the look-back period, one fixing a day, oldest first, micro-dollars per GPU-hour */
    public static MonthOption of(List<Long> fixed, List<Forward> toCome, List<Long> history) {
        List<Double> prices = history.stream().map(micros -> micros / 1e6).toList();
        return new MonthOption(fixed, toCome, PriceMoves.volatility(prices));
    }

    /** The realised volatility, millionths per √year. */
    public long volatilityMillionths() {
        return MicroDollars.halfEven(volatility);
    }

    /**
     * @param strike micro-dollars per GPU-hour, as is the cap
     * @param cap what a call pays no more above; empty where there is none
     */
    public Value value(OptionType type, long strike, OptionalLong cap) {
        OptionValue whole = uncapped(type, strike);
        if (cap.isEmpty()) {
            return rounded(whole);
        }
        OptionValue sold = uncapped(type, cap.getAsLong());
        return rounded(new OptionValue(
                whole.value() - sold.value(),
                whole.delta() - sold.delta(),
                whole.gamma() - sold.gamma(),
                whole.vega() - sold.vega(),
                whole.theta() - sold.theta()));
    }

    private OptionValue uncapped(OptionType type, long strike) {
        double mean = fixed.stream().mapToLong(Long::longValue).average().orElse(0) / 1e6;
        int days = fixed.size() + toCome.size();
        List<Fixing> fixings = IntStream.range(0, toCome.size())
                .mapToObj(i -> new Fixing(
                        toCome.get(i).price / 1e6, toCome.get(i).days / (double) PriceMoves.DAYS_PER_YEAR, volatility))
                .toList();
        return new AverageOption(type, strike / 1e6, days, fixed.size(), mean).value(fixings, 0, 0);
    }

    private static Value rounded(OptionValue value) {
        return new Value(
                Math.max(0, MicroDollars.halfEven(value.value())),
                MicroDollars.halfEven(value.delta()),
                MicroDollars.halfEven(value.gamma()),
                MicroDollars.halfEven(value.vega() * POINT),
                MicroDollars.halfEven(value.theta() / PriceMoves.DAYS_PER_YEAR));
    }
}
