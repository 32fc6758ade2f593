package io.hourglass.api.story;

import io.hourglass.ledger.index.IndexName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.BooleanSupplier;

/**
 * Business days lived through one by one: each evening a fixing is made, an earlier one becomes
 * final, contributors sign it for the oracle, and what is due by it (marks, NAVs) happens.
 */
final class LivedDays {
    private LivedDays() {}

    /** Goes on from today, day by day, until it is enough; fails where the prices end before. */
    static void until(Stage stage, IndexName signed, String what, BooleanSupplier enough) {
        for (LocalDate day = stage.today(); !enough.getAsBoolean(); day = day.plusDays(1)) {
            if (day.isAfter(stage.script().lastLived())) {
                throw new StoryFailure("the prices ended before " + what);
            }
            live(stage, signed, day);
        }
    }

    /** Lets days pass at once; fixings they had, if there were prices, are signed and marked in order. */
    static void pass(Stage stage, IndexName signed, Instant until) {
        stage.advanceTo(until);
        Contribution.sign(stage, signed, stage.script().firstDay(), stage.today());
        stage.awaitQuiet();
    }

    private static void live(Stage stage, IndexName signed, LocalDate day) {
        pass(stage, signed, Script.evening(day));
    }
}
