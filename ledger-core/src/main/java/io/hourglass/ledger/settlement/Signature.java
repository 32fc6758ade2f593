package io.hourglass.ledger.settlement;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A signature as the contracts take it, in lower-case hex with {@code 0x}: 65 bytes r, s, v for a
 * key (v is 27 or 28), up to 1,024 for a contract account (ERC-1271).
 */
public record Signature(String hex) {
    public Signature {
        hex = hex.toLowerCase(Locale.ROOT);
        if (hex.length() > 2 + 2048 || !hex.matches("0x([0-9a-f]{2})+")) {
            throw new IllegalArgumentException("not a signature: at most 1024 bytes of hex with 0x");
        }
    }

    public static Signature of(byte[] bytes) {
        return new Signature("0x" + HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
