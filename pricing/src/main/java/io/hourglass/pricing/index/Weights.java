package io.hourglass.pricing.index;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares of the votes (rulebook §2.4): wᵢ = clamp(λ·eᵢ, floor, cap) with Σ wᵢ = 1, where eᵢ is the
 * evidence weight 1, 2 or 3.
 *
 * <p>The sum grows with λ in straight pieces between the points where a provider leaves its floor
 * or meets its cap, so λ is found exactly on the piece that reaches 1. With n providers the cap is
 * at least 1/n and the floor at most 1/n: otherwise no shares could sum to 1.
 */
final class Weights {
    private Weights() {}

    static List<Vote> assign(List<Vote> votes, Methodology methodology) {
        double[] evidence = votes.stream()
                .mapToDouble(vote -> methodology.weightOf(vote.evidence()))
                .toArray();
        double[] shares = shares(evidence, methodology.weightFloor(), methodology.weightCap());
        List<Vote> weighted = new ArrayList<>(votes.size());
        for (int i = 0; i < shares.length; i++) {
            weighted.add(votes.get(i).withWeight(shares[i]));
        }
        return weighted;
    }

    static double[] shares(double[] evidence, double floorRule, double capRule) {
        int n = evidence.length;
        double floor = Math.min(floorRule, 1.0 / n);
        double cap = Math.max(capRule, 1.0 / n);
        double lambda = 0;
        double sum = n * floor;
        while (sum < 1) {
            double slope = 0;
            double next = Double.POSITIVE_INFINITY;
            for (double e : evidence) {
                double leavesFloor = floor / e;
                double meetsCap = cap / e;
                if (lambda < leavesFloor) {
                    next = Math.min(next, leavesFloor);
                } else if (lambda < meetsCap) {
                    slope += e;
                    next = Math.min(next, meetsCap);
                }
            }
            if (next == Double.POSITIVE_INFINITY) {
                break;
            }
            double reach = sum + slope * (next - lambda);
            lambda = slope > 0 && reach >= 1 ? lambda + (1 - sum) / slope : next;
            sum = Math.min(reach, 1);
        }
        double[] shares = new double[n];
        for (int i = 0; i < n; i++) {
            shares[i] = Math.clamp(lambda * evidence[i], floor, cap);
        }
        return shares;
    }
}
