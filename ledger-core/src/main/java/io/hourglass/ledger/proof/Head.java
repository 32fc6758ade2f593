package io.hourglass.ledger.proof;

import io.hourglass.ledger.money.Hash;
import java.time.Instant;

/**
 * A signed statement of the journal: these many entries, this root, this time.
 *
 * @param size entries
 * @param key the signer's Ed25519 public key, 64 characters of hex
 * @param signature Ed25519 over {@link #statement}, 128 characters of hex
 */
public record Head(long size, Hash root, Instant signed, String key, String signature) {

    /** What is signed, in UTF-8: the words {@code hourglass-head/1}, size, root, time, by tabs. */
    public static String statement(long size, Hash root, Instant signed) {
        return String.join("\t", "hourglass-head/1", Long.toString(size), root.hex(), signed.toString());
    }
}
