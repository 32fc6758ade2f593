package io.hourglass.pricing.index;

import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.scenario.Quantile;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the providers of one part of a market ask, each counted once: micro-dollars per GPU-hour, empty
 * where nobody asks. The median is the mean of the middle two where there are two (Hyndman and Fan's
 * type 2).
 */
public record SegmentPrices(int providers, OptionalLong least, OptionalLong median, OptionalLong most) {

    public static SegmentPrices of(List<Vote> votes) {
        double[] prices = votes.stream().mapToDouble(Vote::price).toArray();
        return new SegmentPrices(prices.length, at(prices, 0), at(prices, 0.5), at(prices, 1));
    }

    private static OptionalLong at(double[] prices, double level) {
        return prices.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(MicroDollars.halfEven(Quantile.AVERAGED_INVERSE_DISTRIBUTION.of(prices, level)));
    }
}
