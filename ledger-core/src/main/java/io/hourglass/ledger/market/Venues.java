package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.Collection;
import java.util.Map;

/** What the rooms whose contracts are traded here ask of orders; hours are the market's own. */
final class Venues {
    private static final VenueRules CLOSED = (tx, instrument, party, order) -> {
        throw new IllegalStateException(instrument.code() + ": nothing is traded at " + instrument.venue());
    };

    private final Map<Venue, VenueRules> rules;

    Venues(Map<Venue, VenueRules> rules) {
        this.rules = rules;
    }

    VenueRules rules(Venue venue) {
        return rules.getOrDefault(venue, CLOSED);
    }

    VenueRules rules(Instrument instrument) {
        return rules(instrument.venue());
    }

    /** As {@link VenueRules#changed}. */
    void changed(Tx tx, Instrument instrument, Collection<String> parties) {
        if (!parties.isEmpty()) {
            rules(instrument).changed(tx, instrument, parties);
        }
    }
}
