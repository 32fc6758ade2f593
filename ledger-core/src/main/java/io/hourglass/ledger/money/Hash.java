package io.hourglass.ledger.money;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * A 32-byte digest or identifier, in lower-case hex with {@code 0x}: block and transaction hashes,
 * batch ids, roots.
 *
 * @param hex 66 characters
 */
public record Hash(String hex) implements Comparable<Hash> {
    private static final int BYTES = 32;

    public static final Hash ZERO = new Hash("0x" + "0".repeat(64));

    public Hash {
        String lower = Hex.lower(hex, BYTES, BYTES);
        if (lower == null) {
            throw new IllegalArgumentException("not a 32-byte hash: " + hex);
        }
        hex = lower;
    }

    public static Hash of(byte[] bytes) {
        return new Hash("0x" + HexFormat.of().formatHex(bytes));
    }

    /** SHA-256 of the UTF-8 text: how a name becomes an identifier on chain. */
    public static Hash sha256(String text) {
        return of(sha256Bytes(text));
    }

    /** The same as 32 bytes, for whoever takes some of them. */
    public static byte[] sha256Bytes(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keccak-256 of the UTF-8 text: how the contracts name series, futures and indices. */
    public static Hash keccak(String text) {
        return keccak(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Keccak-256 of bytes as they are: packed hashes. */
    public static Hash keccak(byte[] input) {
        return of(keccakBytes(input));
    }

    /** The same as 32 bytes, for whoever hashes them again or takes some of them. */
    public static byte[] keccakBytes(byte[] input) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(input, 0, input.length);
        byte[] output = new byte[BYTES];
        digest.doFinal(output, 0);
        return output;
    }

    /** From an unsigned 256-bit number, left-padded. */
    public static Hash of(BigInteger unsigned) {
        String digits = unsigned.toString(16);
        return new Hash("0x" + "0".repeat(64 - digits.length()) + digits);
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    /** As an unsigned 256-bit number: how the contracts name assets. */
    public BigInteger unsigned() {
        return new BigInteger(hex.substring(2), 16);
    }

    @Override
    public int compareTo(Hash other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
