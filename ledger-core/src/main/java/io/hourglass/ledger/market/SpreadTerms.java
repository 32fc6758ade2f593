package io.hourglass.ledger.market;

import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.time.LocalDate;
import java.util.Map;

/**
 * How spreads are listed from a day on; a row of table {@code spread_terms}. Those listed before keep their tick.
 *
 * @param tick micro-dollars per GPU-hour
 */
record SpreadTerms(LocalDate effective, long tick) {
    static final TermSheet<SpreadTerms> SHEET = new TermSheet<>(
            "spread",
            row -> new SpreadTerms(row.getObject("effective", LocalDate.class), row.getLong("tick")),
            Map.of("tick", Field.whole(1, 1_000_000_000)));
}
