package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the examples of {@code migrations/examples} with the service's rights, and compares what they
 * print with the checked-in {@code .out}. {@code -Dexamples.write=true} writes it anew.
 */
class ExamplesIT {
    private static final Path FOLDER = Path.of("../migrations/examples");

    static Stream<Path> examples() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".sql")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExamplePrintsWhatItSays(Path example) throws IOException {
        StringBuilder printed = new StringBuilder();
        try (Database database = TestDatabase.fresh()) {
            for (String block : Files.readString(example).strip().split("\n\n+", -1)) {
                printed.append(block).append('\n').append(run(database, block)).append('\n');
            }
        }
        Path expected = Path.of(example.toString().replace(".sql", ".out"));
        if (Boolean.getBoolean("examples.write")) {
            Files.writeString(expected, printed);
        }
        assertThat(printed).hasToString(Files.readString(expected));
    }

    private static String run(Database database, String sql) {
        try {
            return database.inTx(tx -> print(tx.connection(), sql));
        } catch (IllegalStateException e) {
            return "=> " + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "\n";
        }
    }

    private static String print(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "=> " + statement.getUpdateCount() + " rows\n";
            }
            StringBuilder table = new StringBuilder();
            try (ResultSet rows = statement.getResultSet()) {
                int columns = rows.getMetaData().getColumnCount();
                List<String> names = new ArrayList<>();
                for (int c = 1; c <= columns; c++) {
                    names.add(rows.getMetaData().getColumnName(c));
                }
                table.append("=> ").append(String.join(" | ", names)).append('\n');
                while (rows.next()) {
                    List<String> values = new ArrayList<>();
                    for (int c = 1; c <= columns; c++) {
                        values.add(rows.getString(c) == null ? "" : rows.getString(c));
                    }
                    table.append("   ")
                            .append(String.join(" | ", values).stripTrailing())
                            .append('\n');
                }
            }
            return table.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
