package io.hourglass.ledger.money;

/**
 * Who holds something on chain: a 20-byte account address, in lower-case hex with {@code 0x}.
 *
 * @param hex 42 characters
 */
public record Address(String hex) implements Comparable<Address> {
    private static final int BYTES = 20;

    /** The address tokens come from when minted and go to when burnt. */
    public static final Address ZERO = new Address("0x" + "0".repeat(40));

    public Address {
        String lower = Hex.lower(hex, BYTES, BYTES);
        if (lower == null) {
            throw new IllegalArgumentException("not an address: " + hex);
        }
        hex = lower;
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
