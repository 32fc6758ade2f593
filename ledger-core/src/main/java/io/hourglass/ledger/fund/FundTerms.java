package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.time.LocalDate;
import java.util.Map;

/**
 * The fund's rules from a day on; a row of table {@code fund_terms}.
 *
 * @param initialNav micro-dollars a whole unit, for the first creation
 * @param feePpm management fee, millionths of NAV a 365.25-day year, until the chain says another
 * @param creationMin micro-dollars
 * @param redemptionMin micro-units
 * @param rollDays business days, before the last trading day, in which an expiring future is rolled
 */
public record FundTerms(
        LocalDate effective, long initialNav, long feePpm, long creationMin, long redemptionMin, int rollDays) {
    /** The highest fee there can ever be: a constant of the contract. */
    static final long FEE_CAP_PPM = 20_000;

    private static final long DOLLARS_MAX = 1_000_000_000_000L;
    private static final long UNITS_MAX = 1_000_000_000_000L;

    /** What the chain has the last word on, the first NAV and the fee, is not among what may change. */
    static final TermSheet<FundTerms> SHEET = new TermSheet<>(
            "fund",
            row -> new FundTerms(
                    row.getObject("effective", LocalDate.class),
                    row.getLong("initial_nav"),
                    row.getLong("fee_ppm"),
                    row.getLong("creation_min"),
                    row.getLong("redemption_min"),
                    row.getInt("roll_days")),
            Map.of(
                    "creation_min", Field.whole(1, DOLLARS_MAX),
                    "redemption_min", Field.whole(1, UNITS_MAX),
                    "roll_days", Field.whole(1, 15)));

    static FundTerms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }
}
