package io.hourglass.ledger.book;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code migrations/src/main/doc/distributed.md} says, as far as a catalog can answer for it: a
 * row a table, and three lists of names under their headings.
 */
record DistributionPage(
        Map<String, Placement> tables, Set<String> foreignKeys, Set<String> uniques, Set<String> sequences) {
    static final Path FILE = Path.of("../migrations/src/main/doc/distributed.md");

    private static final String REFERENCE = "reference";
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");
    private static final Pattern LISTED = Pattern.compile("(?m)^[*] `([a-z0-9_]+)`");

    /** Where a table's rows lie, and its key. */
    record Placement(String table, String column, List<String> key) {
        boolean everywhere() {
            return column.equals(REFERENCE);
        }
    }

    static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DistributionPage of(String text) {
        Map<String, Placement> tables = new TreeMap<>();
        section(text, "The tables")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> {
                    List<String> cells = List.of(line.split("\\|"));
                    Placement placement = new Placement(
                            names(cells.get(1)).getFirst(), names(cells.get(2)).getFirst(), names(cells.get(3)));
                    if (tables.put(placement.table(), placement) != null) {
                        throw new IllegalArgumentException(placement.table() + " has two rows");
                    }
                });
        return new DistributionPage(
                tables,
                listed(text, "Foreign keys to drop"),
                listed(text, "Unique constraints that hold per shard only"),
                listed(text, "Numbers from a sequence"));
    }

    Optional<Placement> placement(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    private static Set<String> listed(String text, String heading) {
        return LISTED.matcher(section(text, heading))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(String cell) {
        return new ArrayList<>(NAME.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList());
    }

    private static String section(String text, String heading) {
        int from = text.indexOf("## " + heading + "\n");
        if (from < 0) {
            throw new IllegalArgumentException("the page has no section " + heading);
        }
        int to = text.indexOf("\n## ", from);
        return text.substring(from, to < 0 ? text.length() : to);
    }
}
