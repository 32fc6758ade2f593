package io.hourglass.ledger.proof;

import io.hourglass.ledger.money.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a Merkle log as it takes to go on: the roots of its perfect subtrees, one for each bit
 * of its size, largest first. Appending n leaves costs n hashes whatever the size before.
 */
record Peaks(long size, List<Hash> roots) {
    static final Peaks NONE = new Peaks(0, List.of());

    Peaks {
        roots = List.copyOf(roots);
        if (Long.bitCount(size) != roots.size()) {
            throw new IllegalArgumentException(roots.size() + " peaks are not those of size " + size);
        }
    }

    Peaks plus(List<Hash> leaves) {
        List<Hash> peaks = new ArrayList<>(roots);
        long count = size;
        for (Hash leaf : leaves) {
            Hash carry = leaf;
            for (long bits = count; (bits & 1) == 1; bits >>= 1) {
                carry = MerkleLog.node(peaks.removeLast(), carry);
            }
            peaks.add(carry);
            count++;
        }
        return new Peaks(count, peaks);
    }

    Hash root() {
        if (roots.isEmpty()) {
            return MerkleLog.root(List.of());
        }
        Hash root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = MerkleLog.node(roots.get(i), root);
        }
        return root;
    }
}
