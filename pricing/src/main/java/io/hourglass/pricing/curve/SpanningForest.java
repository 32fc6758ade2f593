package io.hourglass.pricing.curve;

import java.util.Arrays;

/**
 * Which sums between two places follow from sums between others: those that close a cycle. The first
 * quarter's sum follows from its months', as a path from its begin to its end.
 */
final class SpanningForest {
    private final int[] parent;

    SpanningForest(int places) {
        parent = new int[places];
        Arrays.setAll(parent, place -> place);
    }

    /** Joins two places; false if they were joined before. */
    boolean join(int one, int other) {
        int root = root(one);
        int otherRoot = root(other);
        parent[root] = otherRoot;
        return root != otherRoot;
    }

    private int root(int place) {
        int at = place;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
