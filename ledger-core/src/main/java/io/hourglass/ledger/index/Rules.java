package io.hourglass.ledger.index;

import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Methodology;

/** A version of the index rules, under the hash of its figures. */
record Rules(Methodology methodology) {
    /** In force from the first fixing on. */
    static final Rules HGI_1 = new Rules(Methodology.HGI_1);

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
