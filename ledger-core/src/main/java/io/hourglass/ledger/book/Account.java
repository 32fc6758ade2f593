package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the books that counts one asset, {@code investor:ada:cash}.
 *
 * @param path colon-separated, at most 200 characters
 * @param floor which side of zero the balance, less what is reserved, may not leave
 * @param holder the address whose on-chain balance this account is part of; null for accounts the
 *     chain does not hold (issuance, attested capacity)
 * @param metadata what whoever opened it wanted to be known of it, up to 16 texts by name and 1,800
 *     characters in all; the books make nothing of it
 */
public record Account(
        String path, Asset asset, Floor floor, @Nullable Address holder, Map<String, String> metadata) {
    private static final Pattern PATH = Pattern.compile("[a-z][A-Za-z0-9.-]*(:[A-Za-z0-9.-]+){0,7}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    /** Without control characters, of which each would take six in the database. */
    private static final Pattern TEXT = Pattern.compile("\\P{Cntrl}*");

    private static final int METADATA_MAX = 16;
    private static final int CHARACTERS_MAX = 1_800;

    public Account {
        if (path.length() > 200 || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not an account path: " + path);
        }
        metadata = metadata(metadata);
    }

    /** An account of which there is nothing more to say. */
    public Account(String path, Asset asset, Floor floor, @Nullable Address holder) {
        this(path, asset, floor, holder, Map.of());
    }

    /**
     * Metadata as an account can have it.
     *
     * @throws IllegalArgumentException if there is too much of it, or a name or text is none
     */
    public static Map<String, String> metadata(Map<String, String> texts) {
        int characters = texts.entrySet().stream()
                .mapToInt(text -> text.getKey().length() + text.getValue().length())
                .sum();
        if (texts.size() > METADATA_MAX
                || characters > CHARACTERS_MAX
                || !texts.keySet().stream().allMatch(NAME.asMatchPredicate())
                || !texts.values().stream().allMatch(TEXT.asMatchPredicate())) {
            throw new IllegalArgumentException("is up to " + METADATA_MAX + " texts without control characters by names"
                    + " in lower case, " + CHARACTERS_MAX + " characters in all");
        }
        return Map.copyOf(texts);
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
