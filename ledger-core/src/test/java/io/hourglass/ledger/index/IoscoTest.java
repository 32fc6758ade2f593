package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of the IOSCO principles has each of them, and what it points at is there. */
class IoscoTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((\\.[^)]+)\\)");
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\| ?([^|]*) ?\\|$");

    @Test
    void saysOfEachPrincipleWhatMeetsItOrWhatIsLeft() throws IOException {
        Path document = document();
        List<String> lines = Files.readAllLines(document);
        List<Matcher> rows =
                lines.stream().map(ROW::matcher).filter(Matcher::matches).toList();
        assertThat(rows.stream().map(row -> Integer.parseInt(row.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 19).boxed().toList());
        assertThat(rows).allSatisfy(row -> assertThat(
                        LINK.matcher(row.group(2)).find() || row.group(3).contains("Gap"))
                .as(row.group())
                .isTrue());
        List<String> links = lines.stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .toList();
        assertThat(links).hasSizeGreaterThan(20).allSatisfy(link -> assertThat(
                        document.resolveSibling(link).normalize())
                .exists());
    }

    /** Wherever in the module this runs. */
    private static Path document() {
        Path inside = Path.of("src", "main", "doc", "iosco.md");
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && Files.notExists(at.resolve(inside))) {
            at = at.getParent();
        }
        return at.resolve(inside);
    }
}
