package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An order's life in the words of who placed it: {@code open}, {@code partly filled}, {@code filled},
 * {@code cancelled: its reason}; and each of its trades {@code settling}, {@code final} or {@code voided}.
 *
 * @param trades what it was matched into, oldest first
 * @param steps what happened to it, oldest first
 */
public record OrderLife(OrderView order, List<TradeView> trades, List<Step> steps) {

    /** @param words {@code partly filled: 4.000000 at $2.4/h, final in block 12} */
    public record Step(Instant when, String words) {}

    static OrderLife of(OrderView order, Instrument instrument, List<TradeView> trades) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                order.placed(),
                "placed: " + (order.buy() ? "buy " : "sell ") + quantity(instrument, order.quantity()) + " at "
                        + order.limit() + (order.replaces() == null ? "" : ", instead of " + order.replaces())));
        long left = order.quantity();
        for (TradeView trade : trades) {
            left -= trade.quantity();
            steps.add(new Step(
                    trade.traded(),
                    (left == 0 ? "filled: " : "partly filled: ") + quantity(instrument, trade.quantity()) + " at "
                            + trade.price() + ", " + state(trade)));
        }
        if (order.ended() != null && order.state() == OrderView.State.CANCELLED) {
            steps.add(new Step(order.ended(), "cancelled: " + quantity(instrument, left) + ", " + order.reason()));
        }
        return new OrderLife(order, trades, steps);
    }

    private static String quantity(Instrument instrument, long units) {
        return new Amount(instrument.asset(), units).decimal();
    }

    private static String state(TradeView trade) {
        return switch (trade.state()) {
            case SETTLING -> "settling";
            case FINAL -> "final in block " + trade.block();
            case VOIDED -> "voided: " + trade.reason();
        };
    }
}
