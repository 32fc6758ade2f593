package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order for a spread as it is asked for. What is signed is the EIP-712 type {@code Combination(Order[]
 * legs,int256 price)}: the near month's order, then the far one's, and what they may cost together, which is
 * the price for who buys and its negative for who sells.
 *
 * @param spread its code, {@code H100-SXM-80GB.2026-09.2026-10.S}
 * @param side {@code buy} buys the near month and sells the far one
 * @param quantity whole lots of each month
 * @param price near less far in USD per GPU-hour, a decimal, which may be negative
 * @param expires the last second it may fill
 * @param salt the party's own number of the near month's order; the far one's is the next
 * @param nearLimit the near month's order's own limit; without one, any price up to $1,000
 * @param farLimit the far month's
 * @param timeInForce {@code GTC}, {@code GTD}, {@code IOC} or {@code FOK}, as of other orders
 * @param postOnly cancelled rather than that it takes what is there
 * @param selfMatch {@code cancel-incoming} (the default) or {@code cancel-resting}
 * @param signature the party's; a party whose key the service keeps may leave it out, and the service signs
 */
record NewSpread(
        @Nullable String party,
        @Nullable String spread,
        @Nullable String side,
        @Nullable String quantity,
        @Nullable String price,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable String nearLimit,
        @Nullable String farLimit,
        @Nullable String timeInForce,
        @Nullable Boolean postOnly,
        @Nullable String selfMatch,
        @Nullable String signature) {
    static final Price HIGHEST = Price.parse("1000");
    static final Price LOWEST = new Price(1);

    /** What is signed for. */
    Combination combination(Spread listed, Address account) {
        boolean buys = buys();
        long difference = BadInput.read("price", price, PriceDifference::parse).micros();
        long number = BadInput.required("salt", salt);
        return new Combination(
                List.of(
                        leg(listed.near(), account, buys, "nearLimit", nearLimit, number),
                        leg(listed.far(), account, !buys, "farLimit", farLimit, number + 1)),
                buys ? difference : -difference);
    }

    private Order leg(
            Instrument month, Address account, boolean buy, String field, @Nullable String limit, long number) {
        return new Order(
                Venue.CLEARING,
                account,
                month.id(),
                buy,
                BadInput.read("quantity", quantity, Long::parseLong),
                limit == null ? (buy ? HIGHEST : LOWEST) : BadInput.read(field, limit, Price::parse),
                BadInput.required("expires", expires).getEpochSecond(),
                number);
    }

    OrderType orderType() {
        return like().orderType();
    }

    SelfMatch ownMeeting() {
        return like().ownMeeting();
    }

    private boolean buys() {
        return BadInput.read("side", side, NewOrder::buys);
    }

    private NewOrder like() {
        return new NewOrder(
                party, spread, side, quantity, price, expires, salt, null, timeInForce, postOnly, selfMatch, signature);
    }
}
