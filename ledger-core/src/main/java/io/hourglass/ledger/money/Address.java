package io.hourglass.ledger.money;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who holds something on chain: a 20-byte account address, in lower-case hex with {@code 0x}.
 *
 * @param hex 42 characters
 */
public record Address(String hex) implements Comparable<Address> {
    private static final Pattern FORM = Pattern.compile("0x[0-9a-f]{40}");

    /** The address tokens come from when minted and go to when burnt. */
    public static final Address ZERO = new Address("0x" + "0".repeat(40));

    public Address {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(hex).matches()) {
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
