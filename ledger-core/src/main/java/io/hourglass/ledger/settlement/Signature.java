package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Hex;
import java.util.HexFormat;

/**
 * A signature as the contracts take it, in lower-case hex with {@code 0x}: 65 bytes r, s, v for a
 * key (v is 27 or 28), up to 1,024 for a contract account (ERC-1271).
 */
public record Signature(String hex) {
    private static final int BYTES_MAX = 1_024;

    public Signature {
        String lower = Hex.lower(hex, 1, BYTES_MAX);
        if (lower == null) {
            throw new IllegalArgumentException("not a signature: at most " + BYTES_MAX + " bytes of hex with 0x");
        }
        hex = lower;
    }

    public static Signature of(byte[] bytes) {
        return new Signature("0x" + HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
