package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is asked for.
 *
 * @param side {@code buy} or {@code sell}
 * @param quantity GPU-hours as a decimal, or whole lots
 * @param price limit in USD per GPU-hour, a decimal; of a market order the worst price it may ever get
 * @param expires the last second it may fill
 * @param salt the party's own number of it: each is good for one order, and numbers in a row cost less
 * @param type {@code limit} (the default) or {@code market}: within the instrument's protection from the
 *     best price, the rest is cancelled
 * @param timeInForce {@code GTC} or {@code GTD} (both rest until {@code expires}, the default), {@code IOC}
 *     (what is not filled at once is cancelled) or {@code FOK} (all at once, or nothing)
 * @param postOnly cancelled rather than that it takes what is there
 * @param selfMatch which goes when two orders of one beneficial owner would meet: {@code cancel-incoming}
 *     (the default) or {@code cancel-resting}
 * @param signature the party's over the order as EIP-712 typed data; a party whose key the service keeps
 *     may leave it out, and the service signs
 */
record NewOrder(
        @Nullable String party,
        @Nullable String instrument,
        @Nullable String side,
        @Nullable String quantity,
        @Nullable String price,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable String type,
        @Nullable String timeInForce,
        @Nullable Boolean postOnly,
        @Nullable String selfMatch,
        @Nullable String signature) {

    /** What is signed for. */
    Order order(Instrument listed, Address account) {
        Amount units = BadInput.read("quantity", quantity, written -> Amount.parse(listed.asset(), written));
        return new Order(
                listed.venue(),
                account,
                listed.id(),
                BadInput.read("side", side, NewOrder::buys),
                units.units(),
                BadInput.read("price", price, Price::parse),
                BadInput.required("expires", expires).getEpochSecond(),
                BadInput.required("salt", salt));
    }

    /** How it is to be filled. */
    OrderType orderType() {
        boolean market = type != null && BadInput.read("type", type, NewOrder::isMarket);
        boolean posts = postOnly != null && postOnly;
        OrderType told = timeInForce == null ? null : BadInput.read("timeInForce", timeInForce, NewOrder::inForce);
        if (posts && (market || (told != null && told != OrderType.LIMIT))) {
            throw new BadInput("postOnly", "only a limit order that rests can be post-only");
        }
        if (market && told != null && told != OrderType.IMMEDIATE_OR_CANCEL) {
            throw new BadInput("timeInForce", "of a market order is IOC, not " + timeInForce);
        }
        if (market) {
            return OrderType.MARKET;
        }
        return posts ? OrderType.POST_ONLY : told == null ? OrderType.LIMIT : told;
    }

    SelfMatch ownMeeting() {
        return selfMatch == null
                ? SelfMatch.CANCEL_INCOMING
                : BadInput.read(
                        "selfMatch",
                        selfMatch,
                        written -> SelfMatch.valueOf(
                                written.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    static boolean buys(String side) {
        return switch (side) {
            case "buy" -> true;
            case "sell" -> false;
            default -> throw new IllegalArgumentException("is buy or sell, not " + side);
        };
    }

    private static boolean isMarket(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "limit" -> false;
            case "market" -> true;
            default -> throw new IllegalArgumentException("is limit or market, not " + type);
        };
    }

    private static OrderType inForce(String written) {
        return switch (written.toUpperCase(Locale.ROOT)) {
            case "GTC", "GTD" -> OrderType.LIMIT;
            case "IOC" -> OrderType.IMMEDIATE_OR_CANCEL;
            case "FOK" -> OrderType.FILL_OR_KILL;
            default -> throw new IllegalArgumentException("is GTC, GTD, IOC or FOK, not " + written);
        };
    }
}
