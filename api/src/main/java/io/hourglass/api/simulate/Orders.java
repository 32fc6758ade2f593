package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Signs and places orders, and counts those that are refused, by reason. */
final class Orders {
    private final Acting acting;
    private final SortedMap<String, Integer> refusals = new TreeMap<>();
    private int placed;

    Orders(Acting acting) {
        this.acting = acting;
    }

    /** How many were placed, refused ones included. */
    int placed() {
        return placed;
    }

    SortedMap<String, Integer> refusals() {
        return refusals;
    }

    /** Whether it was taken. */
    boolean place(String party, Future future, boolean buy, long lots, Price limit, Instant expiry) {
        placed++;
        Order order = new Order(
                Venue.CLEARING, acting.address(party), future.id(), buy, lots, limit, expiry.getEpochSecond(), placed);
        Outcome<OrderView> outcome =
                acting.decide(tx -> acting.rooms().market().place(tx, Placement.limit(acting.sign(party, order))));
        if (outcome instanceof Outcome.Refused<OrderView>(var reason, String detail)) {
            refusals.merge(reason.slug(), 1, Integer::sum);
            return false;
        }
        return true;
    }
}
