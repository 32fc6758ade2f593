package io.hourglass.api.story;

import io.hourglass.pricing.index.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The price history a story is played on: a file, or the product's own simulated sample.
 *
 * @param name what it is called in the report
 * @param lastDay the day all dates of the story follow from: the file's last, or one of the sample
 *     with prices enough behind it to last until the story's end
 */
public record Prices(String name, LocalDate lastDay, Optional<Path> file) {

    /** Seeded, simulated, and labelled as such in each of its rows. */
    public static Prices sample() {
        return new Prices("simulated sample", LocalDate.of(2026, 8, 8), Optional.empty());
    }

    /**
     * @throws IllegalArgumentException if the file cannot be read
     * @throws IOException if it has no dated row, or reading it fails
     */
    public static Prices of(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            LocalDate last = lines.flatMap(line -> date(line).stream())
                    .max(LocalDate::compareTo)
                    .orElseThrow(() -> new IOException(file + " has no row that begins with a date"));
            return new Prices(file.getFileName().toString(), last, Optional.of(file));
        }
    }

    /** The rows, header first. */
    public Reader open() throws IOException {
        if (file.isPresent()) {
            return new BufferedReader(Files.newBufferedReader(file.get(), StandardCharsets.UTF_8));
        }
        return new StringReader(Simulator.SAMPLE.lines().collect(Collectors.joining("\n", "", "\n")));
    }

    /** A row that is malformed is the reader's to refuse, not ours. */
    private static Optional<LocalDate> date(String line) {
        try {
            return line.length() < 10 ? Optional.empty() : Optional.of(LocalDate.parse(line.substring(0, 10)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
