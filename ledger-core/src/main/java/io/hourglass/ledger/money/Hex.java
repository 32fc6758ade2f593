package io.hourglass.ledger.money;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bytes in hex after {@code 0x}. Every event of the chain brings a dozen: they are checked by a plain loop. */
public final class Hex {
    private static final int PREFIX = 2;

    /** What a character is, in bits: letters and digits come in no order, by which branches would be foreseen badly. */
    private static final int LOWER = 0;

    private static final int UPPER = 1;
    private static final int NONE = 2;
    private static final byte[] DIGITS = digits();

    private Hex() {}

    private static byte[] digits() {
        byte[] digits = new byte[128];
        Arrays.fill(digits, (byte) NONE);
        Arrays.fill(digits, '0', '9' + 1, (byte) LOWER);
        Arrays.fill(digits, 'a', 'f' + 1, (byte) LOWER);
        Arrays.fill(digits, 'A', 'F' + 1, (byte) UPPER);
        return digits;
    }

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
        int seen = text.charAt(1) == 'x' ? LOWER : UPPER;
        for (int i = PREFIX; i < text.length(); i++) {
            char digit = text.charAt(i);
            seen |= digit < DIGITS.length ? DIGITS[digit] : NONE;
        }
        if ((seen & NONE) != 0) {
            return null;
        }
        return (seen & UPPER) == 0 ? text : text.toLowerCase(Locale.ROOT);
    }
}
