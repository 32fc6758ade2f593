package io.hourglass.ledger.money;

/**
 * Something the books can count: dollars, the hours of one series, fund units, futures lots.
 *
 * <p>Written {@code CODE/scale}: {@code USD/6}, {@code H100-SXM-80GB.us.2027-03/6}, {@code HGX/6},
 * {@code H100-SXM-80GB.2026-09.F/0}. One unit is {@code 10^-scale} of the thing named.
 *
 * @param code 1 to 64 characters of {@code A-Z a-z 0-9 . -}, the first a letter or a digit
 * @param scale decimals, 0 to 18
 */
public record Asset(String code, int scale) {
    private static final int CODE_MAX = 64;

    /** Dollars as the vault holds them: six decimals. */
    public static final Asset USD = new Asset("USD", 6);

    /** Units of the compute index fund. */
    public static final Asset HGX = new Asset("HGX", 6);

    public Asset {
        if (!isCode(code)) {
            throw new IllegalArgumentException("not an asset code: " + code);
        }
        if (scale < 0 || scale > 18) {
            throw new IllegalArgumentException("scale must be 0 to 18: " + scale);
        }
    }

    /** By a plain loop: every order names its assets many times. */
    private static boolean isCode(String code) {
        for (int i = 0; i < code.length(); i++) {
            char one = code.charAt(i);
            boolean alphanumeric =
                    (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
            if (!alphanumeric && (i == 0 || (one != '.' && one != '-'))) {
                return false;
            }
        }
        return !code.isEmpty() && code.length() <= CODE_MAX;
    }

    /** Reads the written form, {@code USD/6}. */
    public static Asset parse(String written) {
        int slash = written.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("an asset is written CODE/scale: " + written);
        }
        try {
            return new Asset(written.substring(0, slash), Integer.parseInt(written.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("an asset is written CODE/scale: " + written, e);
        }
    }

    @Override
    public String toString() {
        return code + "/" + scale;
    }
}
