package io.hourglass.pricing.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.pricing.options.OptionType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** One reference case: what goes in, what must come out, and how near. */
record Row(String id, String quantity, JsonNode inputs, String expected, double tolerance) {

    /** What reproduces a row: its value or values. */
    interface Reproduction {
        double[] of(Row row);
    }

    double number(String name) {
        JsonNode value = inputs.path(name);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(id + " has no number " + name);
        }
        return value.doubleValue();
    }

    double number(String name, double otherwise) {
        return inputs.has(name) ? number(name) : otherwise;
    }

    double[] numbers(String name) {
        return numbers(inputs.path(name));
    }

    String text(String name) {
        return inputs.path(name).asText();
    }

    LocalDate date(String name) {
        return LocalDate.parse(text(name));
    }

    OptionType type() {
        boolean put = text("type").equals("P") || quantity.equals("discounted put");
        return put ? OptionType.PUT : OptionType.CALL;
    }

    /** The expected values, where they are a number or a list of numbers. */
    double[] expectedNumbers() {
        JsonNode node = json(expected);
        return node.isArray() ? numbers(node) : new double[] {node.doubleValue()};
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    /** The rows that are kept in the repository. */
    static List<Row> facts() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Row.class.getResourceAsStream("/reference_facts.csv")), UTF_8))) {
            return read(reader.lines().toList());
        }
    }

    /** Every row of the file. */
    static List<Row> read(Path file) throws IOException {
        return read(Files.readAllLines(file));
    }

    private static List<Row> read(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            rows.add(new Row(
                    cells.get(0), cells.get(2), json(cells.get(3)), cells.get(4), Double.parseDouble(cells.get(5))));
        }
        return rows;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    /** RFC 4180 on one line: a cell may be quoted, and a quote inside is doubled. */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && line.startsWith("\"\"", i)) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
