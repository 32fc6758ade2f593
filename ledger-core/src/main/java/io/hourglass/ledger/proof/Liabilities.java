package io.hourglass.ledger.proof;

import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is owed of one asset, as a Merkle-sum tree: the root states the total, and each holder can
 * check that their own leaf is in it.
 *
 * <p>A leaf is SHA-256(0x00 ‖ holder TAB asset TAB units TAB salt), a node SHA-256(0x01 ‖ left ‖
 * left's sum ‖ right ‖ right's sum) with sums as 8 bytes, most significant first; the tree splits
 * like the journal's. No leaf is negative: a negative one would hide part of what is owed.
 */
public record Liabilities(Asset asset, List<Leaf> leaves, Node root) {

    /**
     * @param holder whose, {@code investor:ada}
     * @param units what is owed to them, at least 0
     * @param salt keeps others from guessing a leaf; any hex
     */
    public record Leaf(String holder, long units, String salt) {
        public Leaf {
            if (units < 0) {
                throw new IllegalArgumentException("a liability is not negative: " + holder + " " + units);
            }
        }
    }

    /** A hash with the sum of what is below it. */
    public record Node(Hash hash, long sum) {
        static Node over(Node left, Node right) {
            byte[] leftSum = bytes(left.sum);
            byte[] rightSum = bytes(right.sum);
            Hash hash = MerkleLog.sha256(new byte[] {1}, left.hash.bytes(), leftSum, right.hash.bytes(), rightSum);
            return new Node(hash, Math.addExact(left.sum, right.sum));
        }
    }

    /** One step up from a leaf: the sibling, and the side it is on. */
    public record Step(Node sibling, boolean left) {}

    public Liabilities {
        leaves = List.copyOf(leaves);
    }

    public static Liabilities of(Asset asset, List<Leaf> leaves) {
        return new Liabilities(asset, leaves, top(nodes(asset, leaves)));
    }

    public long total() {
        return root.sum();
    }

    /** The way from a holder's leaf up to the root, for them to check with {@link #holds}. */
    public Optional<List<Step>> pathOf(String holder) {
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).holder().equals(holder)) {
                List<Step> path = new ArrayList<>();
                walk(i, nodes(asset, leaves), path);
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** Whether a leaf is under a root. */
    public static boolean holds(Asset asset, Leaf leaf, List<Step> path, Node root) {
        Node node = node(asset, leaf);
        for (Step step : path) {
            if (step.sibling().sum() < 0) {
                return false;
            }
            node = step.left() ? Node.over(step.sibling(), node) : Node.over(node, step.sibling());
        }
        return node.equals(root);
    }

    private static void walk(int index, List<Node> nodes, List<Step> path) {
        if (nodes.size() == 1) {
            return;
        }
        int split = Integer.highestOneBit(nodes.size() - 1);
        List<Node> left = nodes.subList(0, split);
        List<Node> right = nodes.subList(split, nodes.size());
        if (index < split) {
            walk(index, left, path);
            path.add(new Step(top(right), false));
        } else {
            walk(index - split, right, path);
            path.add(new Step(top(left), true));
        }
    }

    private static Node top(List<Node> nodes) {
        return switch (nodes.size()) {
            case 0 -> new Node(MerkleLog.root(List.of()), 0);
            case 1 -> nodes.getFirst();
            default -> {
                int split = Integer.highestOneBit(nodes.size() - 1);
                yield Node.over(top(nodes.subList(0, split)), top(nodes.subList(split, nodes.size())));
            }
        };
    }

    private static List<Node> nodes(Asset asset, List<Leaf> leaves) {
        return leaves.stream().map(leaf -> node(asset, leaf)).toList();
    }

    private static Node node(Asset asset, Leaf leaf) {
        String content = String.join("\t", leaf.holder(), asset.toString(), Long.toString(leaf.units()), leaf.salt());
        return new Node(MerkleLog.leaf(content.getBytes(StandardCharsets.UTF_8)), leaf.units());
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }
}
