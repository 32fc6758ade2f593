package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the books that counts one asset, {@code investor:ada:cash}.
 *
 * @param path colon-separated, at most 200 characters
 * @param floor which side of zero the balance, less what is reserved, may not leave
 * @param holder the address whose on-chain balance this account is part of; null for accounts the
 *     chain does not hold (issuance, attested capacity)
 */
public record Account(
        String path, Asset asset, Floor floor, @Nullable Address holder) {
    private static final Pattern PATH = Pattern.compile("[a-z][A-Za-z0-9.-]*(:[A-Za-z0-9.-]+){0,7}");

    public Account {
        if (path.length() > 200 || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not an account path: " + path);
        }
    }

    /** What a balance may not do. */
    public enum Floor {
        /** Assets held for somebody: never below zero. */
        NOT_NEGATIVE,
        /** The other side of what was issued: never above zero. */
        NOT_POSITIVE,
        /** Either sign: futures positions. */
        FREE
    }
}
