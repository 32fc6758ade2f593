package io.hourglass.pricing.reference;

import static io.hourglass.pricing.reference.OptionRows.one;

import io.hourglass.pricing.margin.SpanScenarios;
import io.hourglass.pricing.reference.Row.Reproduction;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.Quantile;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Quantiles, shortfalls and scan risks. */
final class RiskRows {
    static final Map<String, Reproduction> ROWS = Map.of(
            "VAR-QL", row -> one(Quantile.INVERSE_DISTRIBUTION.valueAtRisk(row.numbers("pnl"), 0.90)),
            "VAR-R7",
                    row -> DoubleStream.of(0.01, 0.05, 0.10)
                            .map(level -> Quantile.MODAL_RANK.of(row.numbers("pnl"), level))
                            .toArray(),
            "ES-QL-WARN", row -> one(new ExpectedShortfall(0.95).of(row.numbers("pnl"))),
            "SPAN-LONGFUT", row -> one(scanRisk(row.numbers("pnl16"))),
            "SPAN-COVERED", row -> one(scanRisk(row.numbers("future"), row.numbers("shortCall"))));

    private RiskRows() {}

    /** Of one each, from their published arrays. */
    private static double scanRisk(double[]... arrays) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < arrays.length; i++) {
            positions.add(new Position(i, 1));
        }
        ValueChanges changes = ValueChanges.of(
                arrays.length, SpanScenarios.COUNT, (instrument, scenario) -> arrays[instrument][scenario]);
        return SpanScenarios.scanRisks(Portfolios.of(List.of(positions)), changes)[0];
    }
}
