package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.Optional;

/** Hours are paid with money that is there, and sold out of hours that are there. */
final class HoursRules implements VenueRules {
    private final Purse purse;

    HoursRules(Purse purse) {
        this.purse = purse;
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        Amount needed = Purse.cover(order.buy(), instrument.asset(), order.price(), order.quantity());
        String source = Purse.source(party, order.buy(), instrument.asset());
        Amount free = purse.available(tx, source, needed.asset());
        if (free.compareTo(needed) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Declined(
                MarketRefusal.INSUFFICIENT,
                "the order needs " + needed + ", " + source + " has " + free + " free: " + needed.minus(free)
                        + " missing"));
    }
}
