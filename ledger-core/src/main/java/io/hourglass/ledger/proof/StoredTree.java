package io.hourglass.ledger.proof;

import io.hourglass.ledger.money.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Roots and proofs of RFC 6962 section 2.1 from nodes that are stored, instead of from all leaves: of
 * ten million entries a proof needs some twenty nodes. Says the same as {@link MerkleLog}.
 *
 * <p>Every hash in a proof is the root of a {@link Subtree}. What stands to the left of a leaf is a
 * perfect subtree, one node; what is left over at the right is folded from a node for each bit of its
 * size. So no proof needs more than two nodes a level.
 */
final class StoredTree {
    private static final int HASH_BYTES = 32;

    private StoredTree() {}

    /**
     * The root of a perfect subtree of 2^level leaves.
     *
     * @param index from 0, from the left, among those of its level
     */
    record Node(int level, long index) {
        /** The entry that completes it, and so keeps it. */
        long sequence() {
            return (index + 1) << level;
        }

        /** @param completed the nodes its entry completes, the leaf first, as table transfer keeps them */
        Hash in(byte[] completed) {
            int at = level * HASH_BYTES;
            if (completed.length < at + HASH_BYTES) {
                throw new IllegalStateException("entry " + sequence() + " keeps no node of level " + level);
            }
            byte[] hash = new byte[HASH_BYTES];
            System.arraycopy(completed, at, hash, 0, HASH_BYTES);
            return Hash.of(hash);
        }
    }

    /** The leaves from {@code first} (from 0) up to but without {@code end}: D[first:end] of the RFC. */
    record Subtree(long first, long end) {
        Subtree {
            long leaves = end - first;
            if (first < 0 || leaves < 0 || (first > 0 && leaves > Long.lowestOneBit(first))) {
                throw new IllegalArgumentException("no subtree has the leaves " + first + " to " + end);
            }
        }

        /** The nodes it takes to know its root: one for each bit of its size, largest first. */
        List<Node> nodes() {
            List<Node> nodes = new ArrayList<>();
            long at = first;
            while (at < end) {
                long leaves = Long.highestOneBit(end - at);
                int level = Long.numberOfTrailingZeros(leaves);
                nodes.add(new Node(level, at >> level));
                at += leaves;
            }
            return nodes;
        }

        /** Its root; of no leaves, SHA-256 of nothing. */
        Hash root(Function<Node, Hash> stored) {
            List<Node> nodes = nodes();
            if (nodes.isEmpty()) {
                return MerkleLog.root(List.of());
            }
            Hash root = stored.apply(nodes.removeLast());
            for (Node node : nodes.reversed()) {
                root = MerkleLog.node(stored.apply(node), root);
            }
            return root;
        }
    }

    /** The subtrees whose roots are the audit path (section 2.1.1) of a leaf, from the leaf upwards. */
    static List<Subtree> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " of " + size);
        }
        List<Subtree> path = new ArrayList<>();
        Subtree tree = new Subtree(0, size);
        while (tree.end - tree.first > 1) {
            long middle = middle(tree);
            Subtree left = new Subtree(tree.first, middle);
            Subtree right = new Subtree(middle, tree.end);
            path.addFirst(index < middle ? right : left);
            tree = index < middle ? left : right;
        }
        return path;
    }

    /** The subtrees whose roots prove (section 2.1.2) that the tree goes on from its first leaves. */
    static List<Subtree> consistency(long first, long size) {
        if (first < 1 || first > size) {
            throw new IllegalArgumentException("no earlier tree of " + first + " leaves in " + size);
        }
        List<Subtree> proof = new ArrayList<>();
        Subtree tree = new Subtree(0, size);
        while (tree.end != first) {
            long middle = middle(tree);
            Subtree left = new Subtree(tree.first, middle);
            Subtree right = new Subtree(middle, tree.end);
            proof.addFirst(first <= middle ? right : left);
            tree = first <= middle ? left : right;
        }
        // Who asks knows the earlier tree's own root.
        if (tree.first > 0) {
            proof.addFirst(tree);
        }
        return proof;
    }

    /** Where the leaves split: after the largest power of two of them that leaves something over. */
    private static long middle(Subtree tree) {
        return tree.first + Long.highestOneBit(tree.end - tree.first - 1);
    }
}
