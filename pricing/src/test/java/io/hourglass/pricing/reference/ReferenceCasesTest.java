package io.hourglass.pricing.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.pricing.SharedData;
import io.hourglass.pricing.options.OptionValue;
import io.hourglass.pricing.reference.Row.Reproduction;
import io.hourglass.pricing.spread.SpreadValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every reference case is reproduced within its tolerance or listed with why not, never both, never neither. */
class ReferenceCasesTest {
    /** A room's rows are one line here. */
    private static final List<Map<String, Reproduction>> ROOMS =
            List.of(OptionRows.ROWS, SpreadRows.ROWS, ModelRows.ROWS, DayCountRows.ROWS, CurveRows.ROWS, RiskRows.ROWS);

    private static final Map<String, Reproduction> COVERED = new LinkedHashMap<>();

    static {
        ROOMS.forEach(COVERED::putAll);
    }

    private static List<Row> rows() throws IOException {
        Optional<Path> file = SharedData.file("pricing_reference.csv");
        assumeTrue(file.isPresent(), "shared/data/pricing_reference.csv is not beside this checkout: not run");
        return Row.read(file.orElseThrow());
    }

    private static Stream<Row> rows(String ids) throws IOException {
        return rows().stream().filter(row -> row.id().matches(ids));
    }

    @TestFactory
    Stream<DynamicTest> reproduces() throws IOException {
        return rows().stream().flatMap(row -> COVERED.entrySet().stream()
                .filter(entry -> row.id().matches(entry.getKey()))
                .map(entry -> DynamicTest.dynamicTest(
                        row.id() + ": " + row.quantity(), () -> assertReproduced(row, entry.getValue()))));
    }

    private static void assertReproduced(Row row, Reproduction reproduction) {
        double[] expected = row.expectedNumbers();
        double[] values = reproduction.of(row);
        assertThat(values).as(row.id()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(values[i]).as(row.id() + "[" + i + "]").isCloseTo(expected[i], within(row.tolerance()));
        }
    }

    @Test
    void everyRowIsReproducedOnceOrListed() throws IOException {
        List<Row> rows = rows();
        for (Row row : rows) {
            long covered = COVERED.keySet().stream().filter(row.id()::matches).count();
            long listed =
                    NotCovered.WHY.keySet().stream().filter(row.id()::matches).count();
            assertThat(covered + listed).as(row.id() + " is covered or listed").isOne();
        }
        for (String ids : Stream.concat(COVERED.keySet().stream(), NotCovered.WHY.keySet().stream())
                .toList()) {
            assertThat(rows).as(ids + " names rows").anyMatch(row -> row.id().matches(ids));
        }
        NotCovered.WHY.forEach((ids, why) -> System.out.println("not covered: " + ids + ": " + why));
    }

    @Test
    void sensitivitiesOfOptionsOnFutures() throws IOException {
        rows("B76-QL-.*").forEach(row -> {
            OptionValue value = OptionRows.black(row);
            assertThat(value.delta()).isCloseTo(row.number("delta"), within(1e-11));
            assertThat(value.gamma()).isCloseTo(row.number("gamma"), within(1e-11));
            assertThat(value.vega()).isCloseTo(row.number("vega"), within(1e-11));
            assertThat(value.theta()).isCloseTo(row.number("theta"), within(1e-11));
        });
    }

    @Test
    void sensitivitiesOfExchanges() throws IOException {
        rows("MARGRABE-.*").forEach(row -> {
            SpreadValue value = SpreadRows.margrabe(row);
            assertThat(value.delta1()).as(row.id()).isCloseTo(row.number("delta1"), within(1e-3));
            assertThat(value.delta2()).as(row.id()).isCloseTo(row.number("delta2"), within(1e-3));
        });
    }
}
