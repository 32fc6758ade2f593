package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import io.hourglass.pricing.curve.ModelForwards;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the price of an hour is taken to move where neither futures nor rentals say what a month costs, from a day on; a
 * row of table {@code forward_terms}. Two factors of the log price, in hundredths and a year, and launches of new
 * hardware: see {@link ModelForwards}.
 *
 * @param driftPercent of the level
 * @param levelVolatilityPercent of what lasts
 * @param reversionPercent by which a deviation fades
 * @param deviationVolatilityPercent of what fades
 * @param correlationPercent of the two
 * @param launchStepPercent by which the log price moves at a launch
 * @param launches the first days of new hardware, rising
 * @param historyDays of past fixings that are looked at
 */
record ForwardTerms(
        LocalDate effective,
        int driftPercent,
        int levelVolatilityPercent,
        int reversionPercent,
        int deviationVolatilityPercent,
        int correlationPercent,
        int launchStepPercent,
        List<LocalDate> launches,
        int historyDays) {
    private static final int LAUNCHES_MAX = 12;

    static final TermSheet<ForwardTerms> SHEET = new TermSheet<>(
            "forward",
            row -> new ForwardTerms(
                    row.getObject("effective", LocalDate.class),
                    row.getInt("drift_percent"),
                    row.getInt("level_volatility_percent"),
                    row.getInt("reversion_percent"),
                    row.getInt("deviation_volatility_percent"),
                    row.getInt("correlation_percent"),
                    row.getInt("launch_step_percent"),
                    days(row.getString("launches")),
                    row.getInt("history_days")),
            Map.of(
                    "drift_percent", Field.whole(-100, 100),
                    "level_volatility_percent", Field.whole(0, 500),
                    "reversion_percent", Field.whole(1, 10_000),
                    "deviation_volatility_percent", Field.whole(0, 500),
                    "correlation_percent", Field.whole(-100, 100),
                    "launch_step_percent", Field.whole(-100, 100),
                    "launches", Field.days(LAUNCHES_MAX).orNone(),
                    "history_days", Field.whole(1, 3_660)));

    static ForwardTerms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }

    private static List<LocalDate> days(@Nullable String written) {
        return written == null
                ? List.of()
                : Stream.of(written.split(" ")).map(LocalDate::parse).toList();
    }

    /** What these say, without where the factors stand. */
    ModelForwards model() {
        return ModelForwards.ofPercents(
                driftPercent,
                levelVolatilityPercent,
                reversionPercent,
                deviationVolatilityPercent,
                correlationPercent,
                launchStepPercent,
                launches);
    }
}
