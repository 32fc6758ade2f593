package io.hourglass.ledger.money;

import java.util.Locale;

/**
 * Who holds something on chain: a 20-byte account address, in lower-case hex with {@code 0x}.
 *
 * @param hex 42 characters
 */
public record Address(String hex) implements Comparable<Address> {
    /** The address tokens come from when minted and go to when burnt. */
    public static final Address ZERO = new Address("0x" + "0".repeat(40));

    public Address {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!hex.matches("0x[0-9a-f]{40}")) {
            throw new IllegalArgumentException("not an address: " + hex);
        }
    }

    @Override
    public int compareTo(Address other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
