package io.hourglass.api.console;

import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.money.Price;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What charts draw: dollars per GPU-hour as JSON numbers. */
final class ChartPoints {
    private ChartPoints() {}

    /** A day of an index; a gap has no value. */
    record Fixed(String day, @Nullable BigDecimal value, BigDecimal band) {
        static Fixed of(PublishedFixing fixing) {
            return new Fixed(
                    fixing.day().toString(),
                    fixing.value().map(ChartPoints::dollars).orElse(null),
                    BigDecimal.valueOf(fixing.band(), 6));
        }
    }

    /**
     * A month of a curve.
     *
     * @param ahead the month's number, from 1
     * @param settlement of the listed future, if there is one
     */
    record Forward(
            int ahead,
            String month,
            BigDecimal price,
            @Nullable BigDecimal settlement) {}

    /**
     * A day of several lines.
     *
     * @param values by the line's name; a line without a value that day is not among them
     * @param mark what changed that day; null on most
     */
    record Lines(
            String day,
            Map<String, BigDecimal> values,
            @Nullable String mark) {}

    static BigDecimal dollars(Price price) {
        return BigDecimal.valueOf(price.micros(), 6);
    }
}
