package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Buys hours of several series in one transaction, every one of them or nothing. The trades settle in one call. */
final class WholeBuys {
    /** What surely fits into a transaction. */
    private static final int TRADES_MAX = 120;

    private final Placing placing;

    WholeBuys(Placing placing) {
        this.placing = placing;
    }

    /** What was bought: an order a series, filled, and its trades. */
    record Bought(List<OrderView> orders, List<TradeRow> trades) {
        Amount cost() {
            return new Amount(
                    Asset.USD, trades.stream().mapToLong(trade -> trade.cash).sum());
        }
    }

    /**
     * Takes what the orders are for, each whole.
     *
     * @param what is bought, for who reads a refusal
     * @param own what becomes of the buyer's own offers that are in the way
     */
    Outcome<Bought> take(Tx tx, String what, List<SignedOrder> signed, SelfMatch own) {
        List<OrderView> orders = new ArrayList<>();
        for (SignedOrder one : signed) {
            Placement placement = new Placement(one, OrderType.FILL_OR_KILL, own, null);
            Outcome<OrderView> placed = placing.place(tx, List.of(placing.present(placement)), null)
                    .answers()
                    .getFirst();
            if (placed instanceof Outcome.Refused<OrderView>(var reason, String detail)) {
                return Outcome.refused(reason, detail);
            }
            OrderView order = placed.orThrow();
            if (order.rest() > 0) {
                return Outcome.refused(
                        MarketRefusal.INSUFFICIENT,
                        what + ", hours of " + order.instrument() + ": "
                                + Objects.requireNonNullElse(order.reason(), "not all of it is offered now"));
            }
            orders.add(order);
        }
        List<UUID> trades =
                orders.stream().flatMap(order -> order.trades().stream()).toList();
        return trades.size() > TRADES_MAX
                ? Outcome.refused(
                        MarketRefusal.LIMIT,
                        what + " would be " + trades.size() + " trades, and at most " + TRADES_MAX
                                + " settle in one call")
                : Outcome.done(new Bought(orders, rows(tx, trades)));
    }

    private static List<TradeRow> rows(Tx tx, List<UUID> trades) {
        return tx.query(
                "select * from hourglass.trade where id = any (?::uuid[]) order by sequence", TradeRow::read, trades);
    }

    /** They settle together, so none of them is held back to be called an error. */
    void link(Tx tx, UUID together, TradeView.Kind kind, Bought bought) {
        tx.run(
                "update hourglass.trade set linked = ?, kind = ?, held_until = null where id = any (?::uuid[])",
                together,
                kind,
                bought.trades.stream().map(trade -> trade.id).toList());
    }
}
