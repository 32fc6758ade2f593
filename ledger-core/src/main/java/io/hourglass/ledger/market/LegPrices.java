package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.Optional;

/**
 * What the two trades of a spread are made at: the near month at the price that positions in it are marked
 * from (the last mark; before any, the first trade or the reference it was listed with), the far month at
 * that less the spread's price. The difference is exact, and both are on the spread's tick.
 *
 * @param near micro-dollars per GPU-hour
 * @param far micro-dollars per GPU-hour
 */
record LegPrices(Price near, Price far) {

    /** Empty where the far month would cost nothing or less. */
    static Optional<LegPrices> of(Price marked, long spread) {
        long far = Math.subtractExact(marked.micros(), spread);
        return far <= 0 ? Optional.empty() : Optional.of(new LegPrices(marked, new Price(far)));
    }

    /** Whether they are within the legs' own limits. */
    boolean within(CombinationRow.Leg nearLeg, CombinationRow.Leg farLeg) {
        return within(near, nearLeg) && within(far, farLeg);
    }

    private static boolean within(Price price, CombinationRow.Leg leg) {
        return leg.buy() ? price.compareTo(leg.limit()) <= 0 : price.compareTo(leg.limit()) >= 0;
    }

    /** An order as if its limit were the price it would trade at. */
    static Order at(Order order, Price price) {
        return new Order(
                order.venue(),
                order.account(),
                order.base(),
                order.buy(),
                order.quantity(),
                price,
                order.expiry(),
                order.salt());
    }
}
