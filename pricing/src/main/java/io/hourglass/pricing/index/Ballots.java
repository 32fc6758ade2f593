package io.hourglass.pricing.index;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The votes of a fixing in order, to be counted under many weights: what the fixing would be without
 * one provider, or with some far off. The same count as {@link Tally}, sorted once.
 */
final class Ballots {
    private final double[] values;
    private final int[] voters;

    Ballots(List<Vote> votes) {
        double[] unsorted = new double[3 * votes.size()];
        for (int i = 0; i < votes.size(); i++) {
            Vote vote = votes.get(i);
            unsorted[3 * i] = vote.price() - vote.sd();
            unsorted[3 * i + 1] = vote.price();
            unsorted[3 * i + 2] = vote.price() + vote.sd();
        }
        int[] order = IntStream.range(0, unsorted.length)
                .boxed()
                .sorted((a, b) -> Double.compare(unsorted[a], unsorted[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        values = new double[unsorted.length];
        voters = new int[unsorted.length];
        for (int i = 0; i < order.length; i++) {
            values[i] = unsorted[order[i]];
            voters[i] = order[i] / 3;
        }
    }

    /** The interquantile mean with these weights, in order of the votes; 0 for who does not vote. */
    double mean(double[] weights) {
        return new Central(sum(weights)).add(weights).mean();
    }

    /** The same where votes of some more weight, all at one value, lie above every other. */
    double meanBelow(double[] weights, double above, double weight) {
        return new Central(sum(weights) + weight)
                .add(weights)
                .add(above, weight)
                .mean();
    }

    /** The same where votes of some more weight, all at one value, lie below every other. */
    double meanAbove(double[] weights, double below, double weight) {
        return new Central(sum(weights) + weight)
                .add(below, weight)
                .add(weights)
                .mean();
    }

    private static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Takes votes in order and keeps what of them is in the central third of the weight. */
    private final class Central {
        private final double from;
        private final double to;
        private double cumulated;
        private double weightedSum;
        private double weightSum;

        Central(double total) {
            from = total / 3;
            to = 2 * total / 3;
        }

        Central add(double[] weights) {
            for (int i = 0; i < values.length && cumulated < to; i++) {
                add(values[i], weights[voters[i]] / 3);
            }
            return this;
        }

        Central add(double value, double weight) {
            double next = cumulated + weight;
            double inside = Math.min(next, to) - Math.max(cumulated, from);
            if (inside > 0) {
                weightedSum += inside * value;
                weightSum += inside;
            }
            cumulated = next;
            return this;
        }

        double mean() {
            return weightedSum / weightSum;
        }
    }
}
