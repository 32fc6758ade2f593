package io.hourglass.ledger.money;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bytes in hex after {@code 0x}. Every event of the chain brings a dozen: they are checked by a plain loop. */
public final class Hex {
    private static final int PREFIX = 2;

    private Hex() {}

    /**
     * The one way to write it: in lower case.
     *
     * @param least bytes
     * @param most bytes
     * @return null if the text is anything else
     */
    public static @Nullable String lower(String text, int least, int most) {
        int digits = text.length() - PREFIX;
        if (digits < 2 * least
                || digits > 2 * most
                || digits % 2 != 0
                || !text.regionMatches(true, 0, "0x", 0, PREFIX)) {
            return null;
        }
        boolean lower = text.charAt(1) == 'x';
        for (int i = PREFIX; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit >= 'A' && digit <= 'F') {
                lower = false;
            } else if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return null;
            }
        }
        return lower ? text : text.toLowerCase(Locale.ROOT);
    }
}
