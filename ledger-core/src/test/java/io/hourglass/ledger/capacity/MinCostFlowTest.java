package io.hourglass.ledger.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MinCostFlowTest {
    private static final int NODES = 4;
    private static final int SINK = NODES - 1;

    record Arc(int from, int to, long capacity, long cost) {}

    /** The most that gets through, and the least it costs. */
    record Best(long sent, long cost) {}

    @Test
    void takesTheCheapestPathFirstAndGoesBackOnItWhereThatIsCheaper() {
        MinCostFlow network = new MinCostFlow(NODES);
        int first = network.arc(0, 1, 1, 1);
        int across = network.arc(1, 2, 1, 1);
        int last = network.arc(2, 3, 1, 1);
        int below = network.arc(0, 2, 1, 5);
        int above = network.arc(1, 3, 1, 5);

        assertThat(network.send(0, SINK, 2)).isEqualTo(2);

        assertThat(List.of(first, below, above, last)).allMatch(arc -> network.flow(arc) == 1);
        assertThat(network.flow(across)).isZero();
    }

    @Test
    void countsMoreThanAnIntOrADoubleHolds() {
        long much = (1L << 53) + 1;
        MinCostFlow network = new MinCostFlow(2);
        int dear = network.arc(0, 1, much, (1L << 53) + 1);
        int cheap = network.arc(0, 1, much, 1L << 53);

        assertThat(network.send(0, 1, much + 1)).isEqualTo(much + 1);
        assertThat(network.flow(cheap)).isEqualTo(much);
        assertThat(network.flow(dear)).isEqualTo(1);
    }

    @Test
    void ofEqualArcsTakesTheFirst() {
        MinCostFlow network = new MinCostFlow(2);
        int first = network.arc(0, 1, 5, 3);
        int second = network.arc(0, 1, 5, 3);

        network.send(0, 1, 7);

        assertThat(network.flow(first)).isEqualTo(5);
        assertThat(network.flow(second)).isEqualTo(2);
    }

    @Test
    void refusesNegativeArcs() {
        assertThatThrownBy(() -> new MinCostFlow(2).arc(0, 1, -1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new MinCostFlow(2).arc(0, 1, 0, -1)).hasMessageContaining("-1");
    }

    @Property(tries = 400)
    void isAsGoodAsTheBestOfAllFlows(@ForAll("networks") List<Arc> arcs, @ForAll("limits") long limit) {
        MinCostFlow network = new MinCostFlow(NODES);
        int[] numbers = arcs.stream()
                .mapToInt(arc -> network.arc(arc.from, arc.to, arc.capacity, arc.cost))
                .toArray();

        long sent = network.send(0, SINK, limit);

        long[] flows = new long[numbers.length];
        BigInteger cost = BigInteger.ZERO;
        for (int i = 0; i < numbers.length; i++) {
            flows[i] = network.flow(numbers[i]);
            assertThat(flows[i]).isBetween(0L, arcs.get(i).capacity);
            cost = cost.add(BigInteger.valueOf(flows[i] * arcs.get(i).cost));
        }
        assertThat(through(arcs, flows, limit)).isEqualTo(sent);
        assertThat(new Best(sent, cost.longValueExact())).isEqualTo(best(arcs, limit));
    }

    @Provide
    Arbitrary<List<Arc>> networks() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.longs().between(0, 4))
                .as(Arc::new)
                .list()
                .ofMaxSize(7);
    }

    @Provide
    Arbitrary<Long> limits() {
        return Arbitraries.longs().between(0, 5);
    }

    /** Every flow there is, tried. */
    private static Best best(List<Arc> arcs, long limit) {
        Best best = new Best(0, 0);
        long[] flows = new long[arcs.size()];
        boolean more = true;
        while (more) {
            long sent = through(arcs, flows, limit);
            long cost = 0;
            for (int i = 0; i < flows.length; i++) {
                cost += flows[i] * arcs.get(i).cost;
            }
            if (sent > best.sent || (sent == best.sent && cost < best.cost)) {
                best = new Best(sent, cost);
            }
            more = next(arcs, flows);
        }
        return best;
    }

    private static boolean next(List<Arc> arcs, long[] flows) {
        for (int i = 0; i < flows.length; i++) {
            if (flows[i] < arcs.get(i).capacity) {
                flows[i]++;
                return true;
            }
            flows[i] = 0;
        }
        return false;
    }

    /** What comes out at the sink, or -1 where it is no flow: something is lost, or over the limit. */
    private static long through(List<Arc> arcs, long[] flows, long limit) {
        long[] gained = new long[NODES];
        for (int i = 0; i < flows.length; i++) {
            gained[arcs.get(i).from] -= flows[i];
            gained[arcs.get(i).to] += flows[i];
        }
        for (int node = 1; node < SINK; node++) {
            if (gained[node] != 0) {
                return -1;
            }
        }
        return gained[SINK] >= 0 && gained[SINK] <= limit ? gained[SINK] : -1;
    }
}
