package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody the books know: an owner of GPUs, an investor, a contributor of prices, or the house itself.
 *
 * @param name 2 to 32 characters, {@code ada}; its accounts begin with {@code investor:ada}
 * @param address where it holds on chain
 * @param key the signing key's name where the service signs for it; null if it signs elsewhere
 */
public record Party(
        String name, Kind kind, Address address, @Nullable String key) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,31}");

    public Party {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a party's name: " + name);
        }
    }

    /** What a party is here for. */
    public enum Kind {
        OWNER,
        INVESTOR,
        HOUSE,
        CONTRIBUTOR,
        /** The index fund as a member of Clearing: there is one. */
        FUND
    }

    /** The path of one of its accounts: {@code investor:ada:hours:SERIES}. */
    public String path(String... segments) {
        return prefix() + ":" + String.join(":", segments);
    }

    /** What the paths of its accounts begin with: {@code investor:ada}; the fund's with {@code fund}. */
    public String prefix() {
        return kind == Kind.FUND ? "fund" : kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }
}
