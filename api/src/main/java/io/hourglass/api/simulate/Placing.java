package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.LocalDate;

/** Signs and places a day's orders that must not be refused. */
final class Placing {
    private final Acting acting;
    private long salt = 1_000_000;

    Placing(Acting acting) {
        this.acting = acting;
    }

    void place(String party, Future future, boolean buy, long lots, Price price, LocalDate day) {
        Order order = new Order(
                Venue.CLEARING,
                acting.address(party),
                future.id(),
                buy,
                lots,
                price,
                Window.goodUntil(day).getEpochSecond(),
                salt++);
        acting.ask(
                "the order of " + party,
                tx -> acting.rooms().market().place(tx, Placement.limit(acting.sign(party, order))));
    }
}
