package io.hourglass.contracts;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** Bytes the environment holds for each key, in hex, in a variable named after the key. */
final class Variables {
    private final String prefix;
    private final int length;
    private final Map<String, String> environment;

    /** @param length how many bytes each has */
    Variables(String prefix, int length, Map<String, String> environment) {
        this.prefix = prefix;
        this.length = length;
        this.environment = environment;
    }

    byte[] of(String key) {
        String variable = prefix + key.toUpperCase(Locale.ROOT).replace('-', '_');
        String value = environment.get(variable);
        if (value == null) {
            throw new IllegalArgumentException("no key named " + key + ": set " + variable);
        }
        String hex = value.strip().replaceFirst("^0x", "");
        if (!hex.matches("[0-9a-fA-F]{" + 2 * length + "}")) {
            throw new IllegalArgumentException(variable + " is not " + length + " bytes of hex");
        }
        return HexFormat.of().parseHex(hex);
    }
}
