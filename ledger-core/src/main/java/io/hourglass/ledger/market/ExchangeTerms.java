package io.hourglass.ledger.market;

import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.time.LocalDate;
import java.util.Map;

/**
 * What an exchange of futures for hours may be, from a day on; a row of table {@code exchange_terms}.
 *
 * @param basisPercent of the future's price: how far from it the hours' may be, either way
 */
record ExchangeTerms(LocalDate effective, int basisPercent) {
    static final TermSheet<ExchangeTerms> SHEET = new TermSheet<>(
            "exchange",
            row -> new ExchangeTerms(row.getObject("effective", LocalDate.class), row.getInt("basis_percent")),
            Map.of("basis_percent", Field.whole(1, 1_000)));
}
