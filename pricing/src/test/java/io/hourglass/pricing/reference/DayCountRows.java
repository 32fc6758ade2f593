package io.hourglass.pricing.reference;

import static io.hourglass.pricing.reference.OptionRows.one;

import io.hourglass.pricing.daycount.DayCount;
import io.hourglass.pricing.reference.Row.Reproduction;
import java.util.Map;

/** Year fractions. */
final class DayCountRows {
    static final Map<String, Reproduction> ROWS = Map.of(
            "DC-(ACTACT-ISDA|ActActISDA)", by(DayCount.ACT_ACT_ISDA),
            "DC-ACTACT-AFB", by(DayCount.ACT_ACT_AFB),
            "DC-Act365F", by(DayCount.ACT_365F),
            "DC-Act360", by(DayCount.ACT_360),
            "DC-30360Bond", by(DayCount.THIRTY_360_BOND));

    private DayCountRows() {}

    private static Reproduction by(DayCount count) {
        return row -> one(count.years(row.date("start"), row.date("end")));
    }
}
