package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.Optional;

/**
 * What a venue asks before an order may stand: for hours the money or the hours themselves, for
 * futures margin, limits and the band.
 */
public interface VenueRules {

    /**
     * Why the order may not stand; empty if it may. Called in the order's transaction, under its
     * instrument's lock, before anything of it is written.
     */
    Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order);

    /** @param detail one sentence with the figures: what is asked, what there is, what is missing */
    record Declined(MarketRefusal reason, String detail) {}
}
