package io.hourglass.pricing.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How hard the votes of a fixing are to bend. */
final class Robustness {
    private static final double HOURS_PER_DAY = 24;

    private Robustness() {}

    static Quality of(List<Vote> votes, double value, Methodology methodology) {
        Ballots ballots = new Ballots(votes);
        double worst = 0;
        String provider = "";
        for (int i = 0; i < votes.size() && votes.size() > 1; i++) {
            double move = Math.abs(ballots.mean(weightsWithout(votes, i, methodology)) - value);
            if (move > worst) {
                worst = move;
                provider = votes.get(i).provider();
            }
        }
        double squares = 0;
        for (Vote vote : votes) {
            squares += vote.weight() * vote.weight();
        }
        double cost = Math.min(costToMove(votes, value, 0.01), costToMove(votes, value, -0.01));
        return new Quality(worst, provider, 1 / squares, cost);
    }

    private static double[] weightsWithout(List<Vote> votes, int index, Methodology methodology) {
        List<Vote> rest = new ArrayList<>(votes);
        rest.remove(index);
        double[] weights = new double[votes.size()];
        int i = 0;
        for (Vote vote : Weights.assign(rest, methodology)) {
            weights[i == index ? ++i : i] = vote.weight();
            i++;
        }
        return weights;
    }

    /**
     * A proxy of what it costs to move the fixing by a share: providers reprice one after another,
     * smallest quoted value first, beyond all votes on the wanted side, until the fixing has moved
     * that far. The cost is what they quote in a day, Σ GPUs·price·24 h, in USD: capacity that no
     * longer sells at the market. Greedy, so an upper bound of the cheapest such set.
     */
    static double costToMove(List<Vote> votes, double value, double share) {
        List<Vote> cheapestFirst = new ArrayList<>(votes);
        cheapestFirst.sort(Comparator.comparingDouble(Robustness::quotedPerDay).thenComparing(Vote::provider));
        double reach =
                votes.stream().mapToDouble(v -> v.price() + 2 * v.sd()).max().orElse(0);
        Ballots ballots = new Ballots(cheapestFirst);
        double[] weights = cheapestFirst.stream().mapToDouble(Vote::weight).toArray();
        double moved = 0;
        double cost = 0;
        for (int i = 0; i < weights.length; i++) {
            cost += quotedPerDay(cheapestFirst.get(i));
            moved += weights[i];
            weights[i] = 0;
            double now =
                    share > 0 ? ballots.meanBelow(weights, 2 * reach, moved) : ballots.meanAbove(weights, 0, moved);
            if (Math.abs(now - value) >= Math.abs(share) * value) {
                return cost;
            }
        }
        return cost;
    }

    private static double quotedPerDay(Vote vote) {
        return Math.max(1, vote.gpus()) * vote.price() * HOURS_PER_DAY;
    }
}
