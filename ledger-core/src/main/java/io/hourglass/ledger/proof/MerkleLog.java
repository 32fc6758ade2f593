package io.hourglass.ledger.proof;

import io.hourglass.ledger.money.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 section 2.1 (the same in RFC 9162) over SHA-256.
 *
 * <p>A leaf is SHA-256(0x00 ‖ content), a node SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves
 * splits at the largest power of two below n. The root commits to every entry and their order; an
 * inclusion proof shows one entry under a root, a consistency proof that a later root only appended.
 */
public final class MerkleLog {
    private MerkleLog() {}

    public static Hash leaf(byte[] content) {
        return sha256(new byte[] {0}, content);
    }

    public static Hash node(Hash left, Hash right) {
        return sha256(new byte[] {1}, left.bytes(), right.bytes());
    }

    /** The root; of no leaves, SHA-256 of nothing. */
    public static Hash root(List<Hash> leaves) {
        return switch (leaves.size()) {
            case 0 -> sha256();
            case 1 -> leaves.getFirst();
            default -> {
                int split = split(leaves.size());
                yield node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
            }
        };
    }

    /**
     * The audit path of a leaf, from the leaf upwards.
     *
     * @param index from 0
     */
    public static List<Hash> inclusion(int index, List<Hash> leaves) {
        if (index < 0 || index >= leaves.size()) {
            throw new IllegalArgumentException("no leaf " + index + " of " + leaves.size());
        }
        List<Hash> path = new ArrayList<>();
        include(index, leaves, path);
        return path;
    }

    /** That the tree of all these leaves only appended to the tree of the first {@code first}. */
    public static List<Hash> consistency(int first, List<Hash> leaves) {
        if (first < 1 || first > leaves.size()) {
            throw new IllegalArgumentException("no earlier tree of " + first + " leaves in " + leaves.size());
        }
        List<Hash> proof = new ArrayList<>();
        subproof(first, leaves, true, proof);
        return proof;
    }

    /** Whether a leaf is the {@code index}-th (from 0) of the tree with this size and root. */
    public static boolean includes(Hash leaf, long index, long size, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = node(sibling, hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether the second tree begins with the first (RFC 9162 section 2.1.4.2). */
    public static boolean consistent(long first, Hash firstRoot, long second, Hash secondRoot, List<Hash> proof) {
        if (first < 1 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && firstRoot.equals(secondRoot);
        }
        List<Hash> path = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            path.addFirst(firstRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long at = first - 1;
        long last = second - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        Hash before = path.getFirst();
        Hash after = path.getFirst();
        for (Hash hash : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                before = node(hash, before);
                after = node(hash, after);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                after = node(after, hash);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && before.equals(firstRoot) && after.equals(secondRoot);
    }

    private static void include(int index, List<Hash> leaves, List<Hash> path) {
        if (leaves.size() == 1) {
            return;
        }
        int split = split(leaves.size());
        List<Hash> left = leaves.subList(0, split);
        List<Hash> right = leaves.subList(split, leaves.size());
        if (index < split) {
            include(index, left, path);
            path.add(root(right));
        } else {
            include(index - split, right, path);
            path.add(root(left));
        }
    }

    private static void subproof(int first, List<Hash> leaves, boolean known, List<Hash> proof) {
        if (first == leaves.size()) {
            if (!known) {
                proof.add(root(leaves));
            }
            return;
        }
        int split = split(leaves.size());
        List<Hash> left = leaves.subList(0, split);
        List<Hash> right = leaves.subList(split, leaves.size());
        if (first <= split) {
            subproof(first, left, known, proof);
            proof.add(root(right));
        } else {
            subproof(first - split, right, false, proof);
            proof.add(root(left));
        }
    }

    /** The largest power of two below n. */
    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }

    static Hash sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Hash.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
