package io.hourglass.ledger.capacity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cheapest way to send units through a network of arcs with capacities and costs per unit, exact
 * in 64-bit integers: successive shortest paths with potentials (Ahuja, Magnanti, Orlin, <i>Network
 * Flows</i>, 1993, section 9.7), the shortest path by Dijkstra over the nodes as an array, which suits
 * networks of some hundred nodes.
 *
 * <p>Of two equal paths it takes the one over lower numbered nodes and earlier arcs: the same network
 * always has the same flow. Not JGraphT's: its costs are edge weights, which are doubles, and money is not.
 */
final class MinCostFlow {
    private static final long FAR = Long.MAX_VALUE;
    private static final int NONE = -1;

    /** Arcs by node; an arc and its way back are numbered 2n and 2n + 1. */
    private final List<List<Integer>> leaving = new ArrayList<>();

    private final List<Integer> heads = new ArrayList<>();
    private final List<Long> left = new ArrayList<>();
    private final List<Long> costs = new ArrayList<>();
    private final long[] potentials;

    MinCostFlow(int nodes) {
        for (int node = 0; node < nodes; node++) {
            leaving.add(new ArrayList<>());
        }
        potentials = new long[nodes];
    }

    /**
     * Adds an arc; returns its number, for {@link #flow}.
     *
     * @param capacity units, not negative
     * @param cost per unit, not negative; the costs of a path fit 62 bits
     */
    int arc(int from, int to, long capacity, long cost) {
        if (capacity < 0 || cost < 0) {
            throw new IllegalArgumentException("an arc of capacity " + capacity + " and cost " + cost);
        }
        int number = heads.size() / 2;
        half(from, to, capacity, cost);
        half(to, from, 0, -cost);
        return number;
    }

    private void half(int from, int to, long capacity, long cost) {
        leaving.get(from).add(heads.size());
        heads.add(to);
        left.add(capacity);
        costs.add(cost);
    }

    /** Sends up to a limit at least cost; returns how much there is a way for. */
    long send(int source, int sink, long limit) {
        long sent = 0;
        while (sent < limit) {
            int[] by = shortest(source, sink);
            if (by[sink] == NONE) {
                break;
            }
            long most = limit - sent;
            for (int node = sink; node != source; node = tail(by[node])) {
                most = Math.min(most, left.get(by[node]));
            }
            for (int node = sink; node != source; node = tail(by[node])) {
                int half = by[node];
                left.set(half, left.get(half) - most);
                left.set(half ^ 1, Math.addExact(left.get(half ^ 1), most));
            }
            sent += most;
        }
        return sent;
    }

    /** What an arc carries. */
    long flow(int arc) {
        return left.get(2 * arc + 1);
    }

    private int tail(int half) {
        return heads.get(half ^ 1);
    }

    /** By which arc each node is reached; the potentials then make every open arc's cost positive again. */
    private int[] shortest(int source, int sink) {
        int nodes = leaving.size();
        long[] distance = new long[nodes];
        int[] by = new int[nodes];
        boolean[] done = new boolean[nodes];
        Arrays.fill(distance, FAR);
        Arrays.fill(by, NONE);
        distance[source] = 0;
        for (int node = nearest(distance, done); node != NONE; node = nearest(distance, done)) {
            done[node] = true;
            for (int half : leaving.get(node)) {
                int to = heads.get(half);
                if (left.get(half) > 0 && !done[to]) {
                    long reduced = costs.get(half) + potentials[node] - potentials[to];
                    long through = Math.addExact(distance[node], reduced);
                    if (through < distance[to]) {
                        distance[to] = through;
                        by[to] = half;
                    }
                }
            }
        }
        if (by[sink] != NONE) {
            for (int node = 0; node < nodes; node++) {
                // who is out of reach now stays so: no open arc leads there, and none will
                potentials[node] += distance[node] == FAR ? 0 : distance[node];
            }
        }
        return by;
    }

    private static int nearest(long[] distance, boolean[] done) {
        int nearest = NONE;
        for (int node = 0; node < distance.length; node++) {
            if (!done[node] && distance[node] != FAR && (nearest == NONE || distance[node] < distance[nearest])) {
                nearest = node;
            }
        }
        return nearest;
    }
}
