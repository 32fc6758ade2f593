package io.hourglass.pricing.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The real price history, read from where it lies beside the repository; never copied into it. */
public final class RealPrices {
    static final List<String> KINDS = List.of("on-demand", "spot", "1y", "3y");

    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("H100", "H100-SXM-80GB"),
            Map.entry("H200", "H200-SXM-141GB"),
            Map.entry("B200", "B200-SXM-180GB"),
            Map.entry("B300", "B300-SXM-288GB"),
            Map.entry("A100-80GB", "A100-SXM-80GB"),
            Map.entry("A100-40GB", "A100-SXM-40GB"),
            Map.entry("L4", "L4-PCIE-24GB"),
            Map.entry("L40S", "L40S-PCIE-48GB"));

    private RealPrices() {}

    /** Observations by class and kind; names without a class in the table stand for themselves. */
    public static Map<String, List<Observation>> load(Path file) {
        try {
            return parse(Files.readAllLines(file, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, List<Observation>> parse(List<String> lines) {
        Map<String, List<Observation>> byIndex = new TreeMap<>();
        for (int line = 1; line < lines.size(); line++) {
            String[] cells = lines.get(line).split(",", -1);
            Instant at = LocalDate.parse(cells[0]).atTime(12, 0).toInstant(ZoneOffset.UTC);
            String offer = cells[2] + "/" + cells[4] + "/" + cells[9];
            for (int kind = 0; kind < KINDS.size(); kind++) {
                if (!cells[5 + kind].isEmpty()) {
                    String index = CLASSES.getOrDefault(cells[3], cells[3]) + " " + KINDS.get(kind);
                    byIndex.computeIfAbsent(index, key -> new ArrayList<>())
                            .add(new Observation(
                                    (line + 1) + "." + kind,
                                    cells[1],
                                    offer,
                                    Integer.parseInt(cells[4]),
                                    Evidence.LISTED,
                                    Double.parseDouble(cells[5 + kind]),
                                    at));
                }
            }
        }
        return byIndex;
    }
}
