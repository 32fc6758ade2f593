package io.hourglass.ledger.book;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * The RFC 6962 tree over the entries so far, as far as the next entry needs it: the roots of its
 * perfect subtrees, one for each bit set in its size.
 */
final class Frontier {
    private static final int HASH_BYTES = 32;

    private final MessageDigest sha256 = sha256();
    private final byte[][] peaks;
    private long size;

    private Frontier(long size, byte[][] peaks) {
        this.size = size;
        this.peaks = peaks;
    }

    /** The entries whose last node is a peak of the tree of this size: 8, 12, 13 of 13. */
    static Long[] peakRows(long size) {
        Long[] rows = new Long[Long.bitCount(size)];
        long at = 0;
        for (int i = 0; i < rows.length; i++) {
            at += Long.highestOneBit(size - at);
            rows[i] = at;
        }
        return rows;
    }

    /** @param nodes by sequence, what each of {@link #peakRows} completed */
    static Frontier of(long size, Map<Long, byte[]> nodes) {
        byte[][] peaks = new byte[Long.SIZE][];
        for (Long row : peakRows(size)) {
            byte[] completed = nodes.get(row);
            if (completed == null) {
                throw new IllegalStateException("entry " + row + " of " + size + " is not there");
            }
            peaks[Long.numberOfTrailingZeros(row)] =
                    Arrays.copyOfRange(completed, completed.length - HASH_BYTES, completed.length);
        }
        return new Frontier(size, peaks);
    }

    /** Appends an entry; the nodes it completes, its leaf first. */
    byte[] append(byte[] line) {
        size++;
        int height = Long.numberOfTrailingZeros(size);
        byte[] nodes = new byte[(height + 1) * HASH_BYTES];
        sha256.update((byte) 0);
        byte[] node = sha256.digest(line);
        System.arraycopy(node, 0, nodes, 0, HASH_BYTES);
        for (int level = 0; level < height; level++) {
            sha256.update((byte) 1);
            sha256.update(peaks[level]);
            node = sha256.digest(node);
            System.arraycopy(node, 0, nodes, (level + 1) * HASH_BYTES, HASH_BYTES);
        }
        peaks[height] = node;
        return nodes;
    }

    /** The root of the tree over all entries so far. */
    byte[] root() {
        byte[] root = null;
        for (int level = 0; level < Long.SIZE; level++) {
            if ((size >> level & 1) == 1) {
                if (root == null) {
                    root = peaks[level];
                } else {
                    sha256.update((byte) 1);
                    sha256.update(peaks[level]);
                    root = sha256.digest(root);
                }
            }
        }
        return root == null ? sha256.digest() : root;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
