package io.hourglass.api.access;

import io.hourglass.api.boot.Secret;
import io.hourglass.ledger.book.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * API keys kept in a file for whoever runs this machine: the operator's first key, and in a
 * demonstration one for each of its people. Only the file's owner may read it.
 */
public final class KeyRing {
    private static final String HEADING = """
            # API keys of this Hourglass: role, party, key. Whoever has one acts with its role.
            # Send it as 'Authorization: Bearer KEY'.
            """;

    private final Path file;

    public KeyRing(Path file) {
        this.file = file;
    }

    /** @param party empty for the house's own people */
    public record Entry(Role role, Optional<String> party, String key) {}

    /** Whom a key is for. */
    public record Holder(Role role, Optional<String> party) {
        public static Holder of(Role role) {
            return new Holder(role, Optional.empty());
        }

        public static Holder of(Role role, String party) {
            return new Holder(role, Optional.of(party));
        }
    }

    public Path file() {
        return file;
    }

    /** Sees to it that each of these has a key, in the file and in the database. */
    public List<Entry> provide(Tx tx, ApiKeys keys, List<Holder> holders) {
        List<Entry> entries = new ArrayList<>(read());
        for (Holder holder : holders) {
            if (entries.stream().noneMatch(entry -> holderOf(entry).equals(holder))) {
                String key = "hg_" + holder.role().written() + "_" + Secret.random();
                entries.add(new Entry(holder.role(), holder.party(), key));
            }
        }
        write(entries);
        for (Entry entry : entries) {
            keys.enter(tx, entry.key(), entry.role(), entry.party().orElse(null), "key ring");
        }
        return entries;
    }

    /** What the file holds; nothing if there is none. */
    public List<Entry> read() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(KeyRing::entry)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the API keys in " + file, e);
        }
    }

    private void write(List<Entry> entries) {
        StringBuilder text = new StringBuilder(HEADING);
        for (Entry entry : entries) {
            text.append(String.format(
                    "%-12s %-10s %s%n", entry.role().written(), entry.party().orElse("-"), entry.key()));
        }
        try {
            Secret.write(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the API keys in " + file, e);
        }
    }

    private static Holder holderOf(Entry entry) {
        return new Holder(entry.role(), entry.party());
    }

    private static Entry entry(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("a line of the key ring is ROLE PARTY KEY");
        }
        return new Entry(
                Role.valueOf(words[0].toUpperCase(java.util.Locale.ROOT)),
                words[1].equals("-") ? Optional.empty() : Optional.of(words[1]),
                words[2]);
    }
}
