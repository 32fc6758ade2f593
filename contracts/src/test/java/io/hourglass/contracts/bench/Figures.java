package io.hourglass.contracts.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.ledger.book.bench.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found: as a table for people, and as JSON. */
final class Figures {
    private Figures() {}

    /** @param decimals of the milliseconds */
    static String table(List<Figure> figures, int decimals) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-58s %12s %-18s %7s %9s %9s  %s%n",
                "scenario",
                "rate",
                "unit",
                "ratio",
                "p50 ms",
                "p99 ms",
                "to"));
        for (Figure figure : figures) {
            table.append(String.format(
                            Locale.ROOT,
                            "%-58s %,12.1f %-18s %7s %9s %9s  %s",
                            figure.scenario(),
                            figure.rate(),
                            figure.unit(),
                            figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                            figure.p50() == null ? "" : String.format(Locale.ROOT, "%." + decimals + "f", figure.p50()),
                            figure.p99() == null ? "" : String.format(Locale.ROOT, "%." + decimals + "f", figure.p99()),
                            figure.ratioTo() == null
                                    ? ""
                                    : figure.ratioTo() + (Boolean.TRUE.equals(figure.met()) ? "" : ", MISSED"))
                    .stripTrailing());
            table.append(System.lineSeparator());
        }
        return table.toString();
    }

    /** @param asked how the benchmark was asked to measure */
    static void write(Path report, Server server, Map<String, Object> asked, List<Figure> figures, List<String> faults)
            throws IOException, SQLException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("postgresql", server.version());
        machine.put("settings", server.settings());
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", machine);
        content.putAll(asked);
        content.put("scenarios", figures);
        content.put("faults", faults);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(report.toFile(), content);
    }
}
