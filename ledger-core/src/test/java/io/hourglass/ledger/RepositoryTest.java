package io.hourglass.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the house clean: reads the repository's own text. */
class RepositoryTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES =
            List.of("migrations", "pricing", "ledger-core", "contracts", "api", "scripts");
    private static final Set<String> BUILT = Set.of("target", "node_modules", "out", "cache");

    /** The tables that are written by the posting function alone. */
    private static final Pattern WRITES_POSTINGS = Pattern.compile(
            "(?is)\\b(insert\\s+into|update|delete\\s+from|truncate)\\s+(hourglass\\.)?"
                    + "(transfer|entry_id|pending|deadline|resolution|balance|balance_snapshot|ledger|account_closure)\\b");

    /** Rules about unfinished work would find themselves, so they are put together here. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled");

    @Test
    void onlyTheBookWritesPostings() {
        List<String> writers = new ArrayList<>();
        for (Path file : sources(".java")) {
            boolean book = file.toString().contains("/ledger/book/");
            if (!book && !isTest(file) && WRITES_POSTINGS.matcher(read(file)).find()) {
                writers.add(named(file));
            }
        }
        for (Path file : sources(".sql")) {
            // The examples show what is refused.
            boolean book = file.endsWith("V01__book.sql") || file.toString().contains("/examples/");
            if (!book && WRITES_POSTINGS.matcher(read(file)).find()) {
                writers.add(named(file));
            }
        }
        assertThat(writers).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        List<String> unfinished = new ArrayList<>();
        for (Path file : sources(".java", ".sql", ".sol", ".sh", ".html", ".mjs", ".css")) {
            if (UNFINISHED.matcher(read(file)).find()) {
                unfinished.add(named(file));
            }
        }
        assertThat(unfinished).isEmpty();
    }

    @Test
    void everyPackageIntroducesItself() {
        List<String> silent = new ArrayList<>();
        for (Path file : sources(".java")) {
            Path introduction = file.resolveSibling("package-info.java");
            if (!isTest(file)
                    && !(Files.exists(introduction) && read(introduction).contains("@NullMarked"))) {
                silent.add(named(file));
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void filesStayReadable() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources(".java")) {
            List<String> lines = read(file).lines().toList();
            // The verifier is one file by design: a stranger reads and runs just that.
            boolean exempt = file.endsWith("Verify.java");
            if (lines.size() > 500 && !exempt) {
                tooLong.add(named(file) + ": " + lines.size() + " lines");
            }
            if (!isTest(file) && lines.stream().anyMatch(line -> line.length() > 125)) {
                tooLong.add(named(file) + ": a line over 125 characters");
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void migrationsAreNumberedOnceEach() {
        List<String> numbers = sources(".sql").stream()
                .filter(file -> file.toString().contains("/db/migration/"))
                .map(file -> file.getFileName().toString().split("__", 2)[0])
                .toList();
        assertThat(numbers).isNotEmpty().doesNotHaveDuplicates().allMatch(n -> n.matches("V[0-9]{2}"));
    }

    private static List<Path> sources(String... endings) {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            Path folder = ROOT.resolve(module);
            if (Files.isDirectory(folder)) {
                collect(folder, List.of(endings), found);
            }
        }
        return found;
    }

    private static void collect(Path folder, List<String> endings, List<Path> found) {
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                String name = path.getFileName().toString();
                if (Files.isDirectory(path) && !BUILT.contains(name) && !name.startsWith(".")) {
                    collect(path, endings, found);
                } else if (endings.stream().anyMatch(name::endsWith)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("/src/test/");
    }

    private static String named(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
