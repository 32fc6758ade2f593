package io.hourglass.pricing.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The count of the votes: an interquantile mean that ignores what lies outside the central third.
 *
 * <p>Each provider i of weight wᵢ casts pᵢ − sdᵢ, pᵢ, pᵢ + sdᵢ with wᵢ/3 each. Votes are sorted by
 * value, then weight, and cumulated to W. With tⱼ the part of vote j's weight that lies between W/3
 * and 2W/3:
 *
 * <pre>value = Σ tⱼ·vⱼ / Σ tⱼ        band = max(value − Q(1/4), Q(3/4) − value)</pre>
 *
 * Q(q) is the smallest vote whose cumulated weight reaches q·W (within 1e-12·W, so that a tie in
 * decimals stays a tie in binary). Source: rulebook §2.5; golden case 6.6425 ± 0.2425. The order of
 * sums is fixed, so that the same votes give the same bits wherever they are counted.
 *
 * @param value USD per GPU-hour
 * @param band USD per GPU-hour
 * @param lowerQuartile USD per GPU-hour
 * @param upperQuartile USD per GPU-hour
 */
public record Tally(double value, double band, double lowerQuartile, double upperQuartile) {

    private record Ballot(double value, double weight) {}

    private static final Comparator<Ballot> BY_VALUE_THEN_WEIGHT =
            Comparator.comparingDouble(Ballot::value).thenComparingDouble(Ballot::weight);

    /** Counts the votes, in whatever order they come. */
    public static Tally of(List<Vote> votes) {
        if (votes.isEmpty()) {
            throw new IllegalArgumentException("there is no fixing without votes");
        }
        List<Ballot> ballots = ballots(votes);
        double total = 0;
        for (Ballot ballot : ballots) {
            total += ballot.weight;
        }
        double value = centralMean(ballots, total);
        double lower = quantile(ballots, 0.25 * total, total);
        double upper = quantile(ballots, 0.75 * total, total);
        return new Tally(value, Math.max(value - lower, upper - value), lower, upper);
    }

    private static List<Ballot> ballots(List<Vote> votes) {
        List<Ballot> ballots = new ArrayList<>(3 * votes.size());
        for (Vote vote : votes) {
            double third = vote.weight() / 3;
            ballots.add(new Ballot(vote.price() - vote.sd(), third));
            ballots.add(new Ballot(vote.price(), third));
            ballots.add(new Ballot(vote.price() + vote.sd(), third));
        }
        ballots.sort(BY_VALUE_THEN_WEIGHT);
        return ballots;
    }

    private static double centralMean(List<Ballot> ballots, double total) {
        double from = total / 3;
        double to = 2 * total / 3;
        double cumulated = 0;
        double weightedSum = 0;
        double weightSum = 0;
        for (Ballot ballot : ballots) {
            double next = cumulated + ballot.weight;
            double inside = Math.min(next, to) - Math.max(cumulated, from);
            if (inside > 0) {
                weightedSum += inside * ballot.value;
                weightSum += inside;
            }
            cumulated = next;
        }
        return weightedSum / weightSum;
    }

    private static double quantile(List<Ballot> ballots, double target, double total) {
        double cumulated = 0;
        for (Ballot ballot : ballots) {
            cumulated += ballot.weight;
            if (cumulated >= target - 1e-12 * total) {
                return ballot.value;
            }
        }
        return ballots.getLast().value;
    }
}
