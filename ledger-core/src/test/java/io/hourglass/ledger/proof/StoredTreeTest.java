package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.proof.StoredTree.Node;
import io.hourglass.ledger.proof.StoredTree.Subtree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Stored nodes against {@link MerkleLog} over all leaves, and against what the RFC says by name. */
class StoredTreeTest {
    private static final int NODE_BYTES = 32;

    @Test
    void rootsAndPathsAreThoseOfAllLeavesForEverySizeAndIndex() {
        List<Hash> leaves = new ArrayList<>();
        Function<Node, Hash> stored = node -> MerkleLog.root(leaves.subList(
                Math.toIntExact(node.index() << node.level()), Math.toIntExact((node.index() + 1) << node.level())));
        assertThat(new Subtree(0, 0).root(stored)).isEqualTo(MerkleLog.root(leaves));
        for (int size = 1; size <= 70; size++) {
            leaves.add(leaf(size));
            assertThat(new Subtree(0, size).root(stored)).isEqualTo(MerkleLog.root(leaves));
            for (int i = 0; i < size; i++) {
                assertThat(roots(StoredTree.inclusion(i, size), stored)).isEqualTo(MerkleLog.inclusion(i, leaves));
                assertThat(roots(StoredTree.consistency(i + 1, size), stored))
                        .isEqualTo(MerkleLog.consistency(i + 1, leaves));
            }
        }
    }

    /**
     * The example tree of seven leaves, RFC 9162 section 2.1.5 (the same in RFC 6962 section 2.1.3): its
     * proofs by the names of its nodes, here as the leaves each of them stands over.
     */
    @Test
    void proofsAreThoseOfTheRfcsExampleByName() {
        Map<String, Subtree> named = Map.of(
                "b", new Subtree(1, 2),
                "c", new Subtree(2, 3),
                "d", new Subtree(3, 4),
                "f", new Subtree(5, 6),
                "g", new Subtree(0, 2),
                "h", new Subtree(2, 4),
                "i", new Subtree(4, 6),
                "j", new Subtree(6, 7),
                "k", new Subtree(0, 4),
                "l", new Subtree(4, 7));
        assertThat(StoredTree.inclusion(0, 7)).isEqualTo(of(named, "b", "h", "l"));
        assertThat(StoredTree.inclusion(3, 7)).isEqualTo(of(named, "c", "g", "l"));
        assertThat(StoredTree.inclusion(4, 7)).isEqualTo(of(named, "f", "j", "k"));
        assertThat(StoredTree.inclusion(6, 7)).isEqualTo(of(named, "i", "k"));
        assertThat(StoredTree.consistency(3, 7)).isEqualTo(of(named, "c", "d", "g", "l"));
        assertThat(StoredTree.consistency(4, 7)).isEqualTo(of(named, "l"));
        assertThat(StoredTree.consistency(6, 7)).isEqualTo(of(named, "i", "j", "k"));
    }

    @Property(tries = 200)
    void proofsInLogsOfAnySizeHoldAndNeedTwoNodesALevelAtMost(
            @ForAll @LongRange(min = 1, max = 1L << 50) long size,
            @ForAll @LongRange(max = Long.MAX_VALUE) long anyIndex,
            @ForAll @LongRange(max = Long.MAX_VALUE) long anyFirst) {
        long index = anyIndex % size;
        long first = 1 + anyFirst % size;
        SparseLog log = new SparseLog(List.of(index, first - 1, first, size / 3, size - 1));
        Hash root = new Subtree(0, size).root(log::node);

        List<Subtree> path = StoredTree.inclusion(index, size);
        Hash leaf = log.node(new Node(0, index));
        assertThat(MerkleLog.includes(leaf, index, size, roots(path, log::node), root))
                .isTrue();
        assertThat(MerkleLog.includes(Hash.ZERO, index, size, roots(path, log::node), root))
                .isFalse();
        assertThat(nodes(path)).hasSizeLessThanOrEqualTo(2 * levels(size));

        List<Subtree> growth = StoredTree.consistency(first, size);
        Hash earlier = new Subtree(0, first).root(log::node);
        assertThat(MerkleLog.consistent(first, earlier, size, root, roots(growth, log::node)))
                .isTrue();
        assertThat(nodes(growth)).hasSizeLessThanOrEqualTo(2 * levels(size));

        // Never past the head: the entries that keep these nodes are among the first.
        assertThat(Stream.of(path, growth).flatMap(proof -> nodes(proof).stream()))
                .allMatch(node -> node.sequence() <= size);
    }

    @Test
    void aNodeIsWithTheEntryThatCompletesItAfterThoseOfLowerLevels() {
        Hash leaf = leaf(1);
        Hash above = leaf(2);
        byte[] completed = Arrays.copyOf(leaf.bytes(), 2 * NODE_BYTES);
        System.arraycopy(above.bytes(), 0, completed, NODE_BYTES, NODE_BYTES);
        assertThat(new Node(0, 5).sequence()).isEqualTo(6);
        assertThat(new Node(1, 2).sequence()).isEqualTo(6);
        assertThat(new Node(0, 5).in(completed)).isEqualTo(leaf);
        assertThat(new Node(1, 2).in(completed)).isEqualTo(above);
        assertThatThrownBy(() -> new Node(2, 0).in(completed)).hasMessage("entry 4 keeps no node of level 2");
    }

    @Test
    void refusesToProveWhatIsNotThere() {
        assertThatThrownBy(() -> StoredTree.inclusion(8, 8)).hasMessage("no leaf 8 of 8");
        assertThatThrownBy(() -> StoredTree.inclusion(-1, 8)).hasMessage("no leaf -1 of 8");
        assertThatThrownBy(() -> StoredTree.consistency(9, 8)).hasMessageContaining("no earlier tree of 9");
        assertThatThrownBy(() -> StoredTree.consistency(0, 8)).hasMessageContaining("no earlier tree of 0");
        assertThatThrownBy(() -> new Subtree(4, 9)).hasMessageContaining("no subtree");
    }

    private static Hash leaf(long number) {
        return MerkleLog.leaf(new byte[] {(byte) number, (byte) (number >> 8)});
    }

    private static int levels(long size) {
        return Long.SIZE - Long.numberOfLeadingZeros(size);
    }

    private static List<Subtree> of(Map<String, Subtree> named, String... names) {
        return Stream.of(names).map(named::get).toList();
    }

    private static List<Node> nodes(List<Subtree> subtrees) {
        return subtrees.stream().flatMap(subtree -> subtree.nodes().stream()).toList();
    }

    private static List<Hash> roots(List<Subtree> subtrees, Function<Node, Hash> stored) {
        return subtrees.stream().map(subtree -> subtree.root(stored)).toList();
    }

    /** A log of any size, of which some leaves have content of their own and all others the same. */
    private static final class SparseLog {
        private static final Hash[] SAME = new Hash[Long.SIZE];

        static {
            SAME[0] = leaf(-1);
            for (int level = 1; level < SAME.length; level++) {
                SAME[level] = MerkleLog.node(SAME[level - 1], SAME[level - 1]);
            }
        }

        private final NavigableSet<Long> own;
        private final Map<Node, Hash> known = new HashMap<>();

        SparseLog(List<Long> own) {
            this.own = new TreeSet<>(own);
        }

        Hash node(Node node) {
            Hash there = known.get(node);
            if (there == null) {
                there = made(node);
                known.put(node, there);
            }
            return there;
        }

        private Hash made(Node node) {
            long first = node.index() << node.level();
            Long next = own.ceiling(first);
            if (next == null || next >= node.sequence()) {
                return SAME[node.level()];
            }
            if (node.level() == 0) {
                return Hash.sha256("leaf " + node.index());
            }
            return MerkleLog.node(
                    node(new Node(node.level() - 1, 2 * node.index())),
                    node(new Node(node.level() - 1, 2 * node.index() + 1)));
        }
    }
}
