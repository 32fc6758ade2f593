package io.hourglass.ledger.capacity;

import static io.hourglass.ledger.terms.Field.whole;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.terms.TermSheet;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;

/**
 * How deliveries are routed from a day on; a row of table {@code delivery_terms}.
 *
 * @param hold how long a reservation holds its hours for a confirmation
 * @param regionStep micro-dollars per GPU-hour a region costs more than the one named before it
 * @param failureStep micro-dollars per GPU-hour an owner costs more for each delivery it failed
 * @param ownerShare ten-thousandths; the most one owner delivers where failover is asked for
 */
record DeliveryTerms(LocalDate effective, Duration hold, long regionStep, long failureStep, int ownerShare) {
    private static final long MANY = 1_000_000_000;

    static final TermSheet<DeliveryTerms> SHEET = new TermSheet<>(
            "delivery",
            row -> new DeliveryTerms(
                    row.getObject("effective", LocalDate.class),
                    Duration.ofSeconds(row.getInt("hold_seconds")),
                    row.getLong("region_step"),
                    row.getLong("failure_step"),
                    row.getInt("owner_share")),
            Map.of(
                    "hold_seconds", whole(60, 86_400),
                    "region_step", whole(0, MANY),
                    "failure_step", whole(0, MANY),
                    "owner_share", whole(1, 10_000)));

    static DeliveryTerms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }
}
