package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import java.time.Duration;
import java.time.LocalDate;

/**
 * How deliveries are routed from a day on; a row of table {@code delivery_terms}.
 *
 * @param hold how long a reservation holds its hours for a confirmation
 * @param regionStep micro-dollars per GPU-hour a region costs more than the one named before it
 * @param failureStep micro-dollars per GPU-hour an owner costs more for each delivery it failed
 * @param ownerShare ten-thousandths; the most one owner delivers where failover is asked for
 */
record DeliveryTerms(LocalDate effective, Duration hold, long regionStep, long failureStep, int ownerShare) {
    static DeliveryTerms on(Tx tx, LocalDate day) {
        return tx.first(
                        "select * from hourglass.delivery_terms where effective <= ? order by effective desc limit 1",
                        row -> new DeliveryTerms(
                                row.getObject("effective", LocalDate.class),
                                Duration.ofSeconds(row.getInt("hold_seconds")),
                                row.getLong("region_step"),
                                row.getLong("failure_step"),
                                row.getInt("owner_share")),
                        day)
                .orElseThrow(() -> new IllegalStateException("no delivery terms on " + day));
    }
}
