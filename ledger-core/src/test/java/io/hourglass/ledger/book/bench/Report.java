package io.hourglass.ledger.book.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures, for people and for programs. */
final class Report {
    private Report() {}

    /** What a rate depends on before any of our code does. */
    static Map<String, Object> machine(Server server, String baselines) throws IOException, SQLException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            machine.put("memory_bytes", system.getTotalMemorySize());
        }
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("disk", server.disk());
        machine.put("java", Runtime.version().toString());
        machine.put("postgresql", server.version());
        machine.put("baselines_by", baselines);
        machine.put("settings", server.settings());
        return machine;
    }

    /**
     * Writes the report.
     *
     * @param large what filling the books came to; empty without it
     */
    static void write(
            Options options,
            Map<String, Object> machine,
            List<Row> rows,
            Map<String, Object> large,
            List<String> faults)
            throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine);
        report.put("rounds", options.rounds());
        report.put("seconds", options.seconds());
        report.put("scenarios", rows);
        if (!large.isEmpty()) {
            report.put("large", large);
        }
        report.put("faults", faults);
        Path file = options.report();
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
    }

    static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%-52s %11s %8s %9s %9s %7s  %s%n",
                "scenario",
                "transfers/s",
                "ratio",
                "p50 ms",
                "p99 ms",
                "WAL B",
                "to"));
        for (Row row : rows) {
            table.append(String.format(
                            Locale.ROOT,
                            "%-52s %,11.0f %8s %9.2f %9.2f %7s  %s",
                            row.scenario(),
                            row.rate(),
                            row.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                            row.p50(),
                            row.p99(),
                            row.wal() == null ? "" : String.format(Locale.ROOT, "%.0f", row.wal()),
                            row.ratioTo() == null ? "" : row.ratioTo())
                    .stripTrailing());
            table.append(System.lineSeparator());
        }
        return table.toString();
    }
}
