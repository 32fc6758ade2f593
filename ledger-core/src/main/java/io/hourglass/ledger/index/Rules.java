package io.hourglass.ledger.index;

import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Methodology;
import java.time.LocalDate;

/**
 * A version of the index rules, under the hash of its figures.
 *
 * @param effective the first day that is fixed by it
 */
record Rules(Methodology methodology, LocalDate effective) {
    /** In force from the first fixing on. */
    static final Rules HGI_1 = new Rules(Methodology.HGI_1, LocalDate.of(2020, 1, 1));

    String version() {
        return methodology.version();
    }

    String document() {
        return methodology.canonical();
    }

    Hash hash() {
        return Hash.sha256(document());
    }
}
