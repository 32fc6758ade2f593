package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import java.time.LocalDate;

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

    static FundTerms on(Tx tx, LocalDate day) {
        return tx.first(
                        "select * from hourglass.fund_terms where effective <= ? order by effective desc limit 1",
                        row -> new FundTerms(
                                row.getObject("effective", LocalDate.class),
                                row.getLong("initial_nav"),
                                row.getLong("fee_ppm"),
                                row.getLong("creation_min"),
                                row.getLong("redemption_min"),
                                row.getInt("roll_days")),
                        day)
                .orElseThrow();
    }
}
