package io.hourglass.pricing.curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Quotes that no curve can meet, because trading them against one another earns money for certain:
 * {@code sell 2027-Q1, buy 2027-01, buy 2027-02, buy 2027-03}.
 *
 * <p>With S(d) the price of one hour on each fixing day before d, a quote from u to v over w fixing
 * days says w·bid ≤ S(v) − S(u) ≤ w·ask, and no hour costs less than nothing: S never falls. Such
 * difference constraints can be met exactly if the graph with an edge of length w·ask from u to v, one
 * of −w·bid back, and one of 0 from each day to the one before has no cycle of negative length
 * (Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, 3rd ed., §24.4); the cycle is the
 * trade.
 *
 * @param legs what to trade, each an hour on each of its days
 * @param amount what is earned, USD per GPU-hour of the longest leg
 */
public record Arbitrage(List<Leg> legs, double amount) {
    /** Quotes are taken as they stand but for the rounding of doubles, USD per GPU-hour. */
    static final double TOLERANCE = 1e-11;

    public Arbitrage {
        legs = List.copyOf(legs);
    }

    /** One side of the trade. */
    public record Leg(Side side, Quote quote) {}

    /** Buying pays the ask, selling earns the bid. */
    public enum Side {
        BUY,
        SELL
    }

    /** In words: {@code sell 2027-Q1 at 2.5, buy 2027-01 at 2.4: earns 0.05 USD per GPU-hour}. */
    public String describe() {
        return legs.stream()
                        .map(leg -> (leg.side == Side.BUY ? "buy " : "sell ")
                                + leg.quote.delivery().name()
                                + " at "
                                + (leg.side == Side.BUY ? leg.quote.ask() : leg.quote.bid()))
                        .collect(Collectors.joining(", "))
                + ": earns " + amount + " USD per GPU-hour";
    }

    private record Edge(int from, int to, double length, Optional<Leg> leg) {}

    /** An arbitrage among quotes whose means count every calendar day, if there is one. */
    public static Optional<Arbitrage> among(List<Quote> quotes) {
        if (quotes.isEmpty()) {
            return Optional.empty();
        }
        long start = quotes.stream()
                .mapToLong(quote -> quote.delivery().first().toEpochDay())
                .min()
                .getAsLong();
        return among(quotes, quote -> (int) (quote.delivery().first().toEpochDay() - start), quote ->
                (int) (quote.delivery().last().toEpochDay() + 1 - start));
    }

    /**
     * The same with days counted otherwise.
     *
     * @param from fixing days before the quote's first
     * @param to fixing days up to its last
     */
    static Optional<Arbitrage> among(List<Quote> quotes, ToIntFunction<Quote> from, ToIntFunction<Quote> to) {
        NavigableSet<Integer> days = new TreeSet<>();
        List<Edge> edges = new ArrayList<>();
        for (Quote quote : quotes) {
            int u = from.applyAsInt(quote);
            int v = to.applyAsInt(quote);
            days.add(u);
            days.add(v);
            edges.add(new Edge(u, v, (v - u) * (quote.ask() + TOLERANCE), Optional.of(new Leg(Side.BUY, quote))));
            edges.add(new Edge(v, u, (u - v) * (quote.bid() - TOLERANCE), Optional.of(new Leg(Side.SELL, quote))));
        }
        for (int day : days) {
            Integer before = days.lower(day);
            if (before != null) {
                edges.add(new Edge(day, before, 0, Optional.empty()));
            }
        }
        return negativeCycle(days.isEmpty() ? 0 : days.last() + 1, days.size(), edges)
                .map(cycle -> of(cycle, from, to));
    }

    /** Bellman and Ford's: what can still be shortened after as many rounds as nodes is on or behind a cycle. */
    private static Optional<List<Edge>> negativeCycle(int nodes, int rounds, List<Edge> edges) {
        double[] distance = new double[nodes];
        Edge[] into = new Edge[nodes];
        for (int round = 0; round < rounds; round++) {
            Edge shortened = null;
            for (Edge edge : edges) {
                if (distance[edge.from] + edge.length < distance[edge.to]) {
                    distance[edge.to] = distance[edge.from] + edge.length;
                    into[edge.to] = edge;
                    shortened = edge;
                }
            }
            if (shortened == null) {
                return Optional.empty();
            }
            if (round == rounds - 1) {
                return cycle(into, shortened.to);
            }
        }
        return Optional.empty();
    }

    private static Optional<List<Edge>> cycle(Edge[] into, int behind) {
        boolean[] seen = new boolean[into.length];
        int node = behind;
        while (!seen[node]) {
            seen[node] = true;
            if (into[node] == null) {
                return Optional.empty();
            }
            node = into[node].from;
        }
        List<Edge> cycle = new ArrayList<>();
        int at = node;
        do {
            cycle.add(into[at]);
            at = into[at].from;
        } while (at != node);
        Collections.reverse(cycle);
        return Optional.of(cycle);
    }

    private static Arbitrage of(List<Edge> cycle, ToIntFunction<Quote> from, ToIntFunction<Quote> to) {
        List<Leg> legs = cycle.stream().flatMap(edge -> edge.leg.stream()).toList();
        double[] earned = legs.stream()
                .mapToDouble(leg -> (to.applyAsInt(leg.quote) - from.applyAsInt(leg.quote))
                        * (leg.side == Side.BUY ? -leg.quote.ask() : leg.quote.bid()))
                .toArray();
        int longest = legs.stream()
                .mapToInt(leg -> to.applyAsInt(leg.quote) - from.applyAsInt(leg.quote))
                .max()
                .orElseThrow();
        return new Arbitrage(legs, Arrays.stream(earned).sum() / longest);
    }
}
