package io.hourglass.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rulebook's table names tests that there are, and says of each line without one that it is a gap. */
class RulebookTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = Path.of("src", "main", "doc", "rulebook.md");
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| ([^|]*) \\| ?([^|]*) ?\\|$");
    private static final Pattern PROOF = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final Pattern SOURCE = Pattern.compile("(\\w+(?:Test|IT))(?:\\.t\\.sol|\\.java)");

    @Test
    void everyLineIsProvedByTestsThatThereAreOrSaysThatItIsNot() throws IOException {
        Map<String, String> tests = tests();
        List<String> wrong = new ArrayList<>();
        List<Matcher> rows = Files.readAllLines(DOCUMENT).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches() && !row.group(1).equals("Rule"))
                .toList();
        for (Matcher row : rows) {
            int proofs = 0;
            for (Matcher proof = PROOF.matcher(row.group(2)); proof.find(); ) {
                String source = tests.getOrDefault(proof.group(1), "");
                if (!Pattern.compile("\\b(void|function|boolean) " + proof.group(2) + "\\(")
                        .matcher(source)
                        .find()) {
                    wrong.add(row.group(1) + ": there is no " + proof.group());
                }
                proofs++;
            }
            if (proofs == 0 && !row.group(3).startsWith("Gap")) {
                wrong.add(row.group(1) + ": neither proved nor called a gap");
            }
        }
        assertThat(rows).hasSizeGreaterThan(35);
        assertThat(wrong).isEmpty();
    }

    /** The text of every test class by its name; two modules have one of the same name. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : List.of("pricing", "ledger-core", "contracts", "api")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher source = SOURCE.matcher(file.getFileName().toString());
                    if (source.matches()) {
                        tests.merge(source.group(1), Files.readString(file), String::concat);
                    }
                }
            }
        }
        return tests;
    }
}
