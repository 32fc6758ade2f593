package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An order for a strip as it is asked for. What is signed is the EIP-712 type {@code Combination(Order[]
 * legs,int256 price)}: an order a month, and what they may cost together, which is the price times the months
 * for who buys and its negative for who sells.
 *
 * @param strip its code, {@code H100-SXM-80GB.2026-Q4.ST}
 * @param quantity whole lots of each month
 * @param price the mean of the months' in USD per GPU-hour, a decimal
 * @param expires the last second it may settle
 * @param salt the party's own number of the first month's order; the others' follow
 * @param legLimit each month's order's own limit; without one, any price up to $1,000
 * @param timeInForce {@code IOC} or {@code FOK} (the default)
 * @param selfMatch {@code cancel-incoming} (the default) or {@code cancel-resting}
 * @param signature the party's; a party whose key the service keeps may leave it out, and the service signs
 */
record NewStrip(
        @Nullable String party,
        @Nullable String strip,
        @Nullable String side,
        @Nullable String quantity,
        @Nullable String price,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable String legLimit,
        @Nullable String timeInForce,
        @Nullable String selfMatch,
        @Nullable String signature) {

    /** What is signed for. */
    Combination combination(Strip listed, Address account) {
        boolean buys = BadInput.read("side", side, NewOrder::buys);
        int months = listed.months().size();
        long together = BadInput.read(
                "price",
                price,
                written -> Math.multiplyExact(Price.parse(written).micros(), (long) months));
        Price limit = legLimit == null
                ? (buys ? NewSpread.HIGHEST : NewSpread.LOWEST)
                : BadInput.read("legLimit", legLimit, Price::parse);
        List<Order> legs = IntStream.range(0, months)
                .mapToObj(i -> new Order(
                        Venue.CLEARING,
                        account,
                        listed.months().get(i).id(),
                        buys,
                        BadInput.read("quantity", quantity, Long::parseLong),
                        limit,
                        BadInput.required("expires", expires).getEpochSecond(),
                        BadInput.required("salt", salt) + i))
                .toList();
        return new Combination(legs, buys ? together : -together);
    }

    OrderType orderType() {
        return timeInForce == null ? OrderType.FILL_OR_KILL : like().orderType();
    }

    SelfMatch ownMeeting() {
        return like().ownMeeting();
    }

    private NewOrder like() {
        return new NewOrder(
                party, strip, side, quantity, price, expires, salt, null, timeInForce, null, selfMatch, signature);
    }
}
