package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hours are paid with money that is there, and sold out of hours that are there: what is free in the
 * accounts a set of orders draws on, less what its own orders have set aside so far.
 */
final class Funds implements VenueRules {
    private final Map<String, Amount> free;

    /** @param free by account path; an account that is not there has nothing */
    Funds(Map<String, Amount> free) {
        this.free = new HashMap<>(free);
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        Amount needed = Purse.cover(order.buy(), instrument.asset(), order.price(), order.quantity());
        String source = Purse.source(party, order.buy(), instrument.asset());
        Amount left = free.getOrDefault(source, new Amount(needed.asset(), 0));
        if (left.compareTo(needed) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Declined(
                MarketRefusal.INSUFFICIENT,
                "the order needs " + needed + ", " + source + " has " + left + " free: " + needed.minus(left)
                        + " missing"));
    }

    void take(String path, Amount amount) {
        free.computeIfPresent(path, (there, left) -> left.minus(amount));
    }

    void give(String path, Amount amount) {
        free.computeIfPresent(path, (there, left) -> left.plus(amount));
    }
}
