package io.hourglass.pricing.reference;

import static io.hourglass.pricing.reference.OptionRows.one;

import io.hourglass.pricing.reference.Row.Reproduction;
import io.hourglass.pricing.spread.BjerksundStensland;
import io.hourglass.pricing.spread.Kirk;
import io.hourglass.pricing.spread.Margrabe;
import io.hourglass.pricing.spread.SpreadValue;
import java.util.Map;

/** Options on the difference of two prices. */
final class SpreadRows {
    static final Map<String, Reproduction> ROWS = Map.of(
            "KIRK-HAUG-.*", SpreadRows::kirk,
            "MARGRABE-.*", row -> one(margrabe(row).value()),
            "BJS-SPREAD-01", SpreadRows::bjerksundStensland);

    private SpreadRows() {}

    private static double[] kirk(Row row) {
        return one(Kirk.value(
                        row.type(),
                        row.number("f1"),
                        row.number("f2"),
                        row.number("strike"),
                        row.number("expiryYears"),
                        row.number("vol1"),
                        row.number("vol2"),
                        row.number("rho"),
                        row.number("rate"))
                .value());
    }

    static SpreadValue margrabe(Row row) {
        return Margrabe.value(
                row.number("s1"),
                row.number("s2"),
                row.number("qty1"),
                row.number("qty2"),
                row.number("expiryYears"),
                row.number("vol1"),
                row.number("vol2"),
                row.number("rho"),
                row.number("yield1"),
                row.number("yield2"));
    }

    private static double[] bjerksundStensland(Row row) {
        return one(BjerksundStensland.premium(
                row.type(),
                row.number("f1"),
                row.number("f2"),
                row.number("strike"),
                row.number("expiryYears"),
                row.number("vol1"),
                row.number("vol2"),
                row.number("rho"),
                row.number("rate")));
    }
}
