package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Rectangle.Part;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Buys whole rectangles of hours: of every month that one touches, the cheapest offers that cover it, by price
 * and time; all of them in one transaction, or nothing. The trades settle in one call.
 */
public final class Rectangles {
    /** What surely fits into a transaction. */
    private static final int TRADES_MAX = 120;

    private final Placing placing;
    private final Clock clock;

    Rectangles(Placing placing, Clock clock) {
        this.placing = placing;
        this.clock = clock;
    }

    /** What it would cost now. */
    public RectangleQuote quote(Tx tx, Rectangle rectangle) {
        return new RectangleQuote(
                rectangle,
                rectangle.parts().stream().map(part -> month(tx, part, null)).toList());
    }

    /** @param limit at or below which offers count; null for all of them */
    private RectangleQuote.Month month(Tx tx, Part part, @Nullable Price limit) {
        record Sum(long units, long cost) {}
        Sum offered = tx.first(
                        """
                        select coalesce(sum(least(rest, greatest(0, ? - before))), 0)::bigint as units,
                            ceil(coalesce(sum(price * least(rest, greatest(0, ? - before))), 0) / ?)::bigint as cost
                        from (select rest, price, sum(rest) over (order by price, place) - rest as before
                            from hourglass.market_order where instrument = ? and not buy and live and expiry >= ?
                            and price <= ?) asks
                        """,
                        row -> new Sum(row.getLong("units"), row.getLong("cost")),
                        part.units(),
                        part.units(),
                        Price.UNITS_PER_HOUR,
                        part.series().id(),
                        clock.instant(),
                        limit == null ? Long.MAX_VALUE : limit.micros())
                .orElseThrow();
        Asset hours = part.series().asset();
        return new RectangleQuote.Month(
                part.series().name(),
                new Amount(hours, part.units()),
                new Amount(hours, part.units() - offered.units),
                new Amount(Asset.USD, offered.cost));
    }

    /**
     * Buys it, or nothing.
     *
     * @param signed an order a month, for all that the rectangle takes of it
     */
    public Outcome<RectangleView> buy(Tx tx, Rectangle rectangle, List<SignedOrder> signed) {
        List<Part> parts = rectangle.parts();
        if (!covers(parts, signed)) {
            return Outcome.refused(
                    MarketRefusal.MALFORMED,
                    rectangle + " is bought by " + parts.size() + " orders of one account: "
                            + parts.stream()
                                    .map(part -> new Amount(part.series().asset(), part.units()).decimal() + " h of "
                                            + part.series().name())
                                    .collect(Collectors.joining(", ")));
        }
        // at once and in one order, so that no two rectangles wait for each other
        InstrumentRow.lock(tx, parts.stream().map(part -> part.series().id()).toList());
        Optional<String> missing = missing(tx, parts, signed);
        return missing.isPresent()
                ? Outcome.refused(MarketRefusal.INSUFFICIENT, rectangle + ": " + missing.get())
                : take(tx, rectangle, signed);
    }

    private static boolean covers(List<Part> parts, List<SignedOrder> signed) {
        return signed.size() == parts.size()
                && IntStream.range(0, parts.size())
                        .allMatch(i -> covers(parts.get(i), signed.get(i).order()))
                && signed.stream().map(one -> one.order().account()).distinct().count() == 1;
    }

    private static boolean covers(Part part, Order order) {
        return order.venue() == Venue.SETTLEMENT
                && order.buy()
                && order.base().equals(part.series().id())
                && order.quantity() == part.units();
    }

    private Optional<String> missing(Tx tx, List<Part> parts, List<SignedOrder> signed) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Price limit = signed.get(i).order().price();
            RectangleQuote.Month month = month(tx, parts.get(i), limit);
            if (month.missing().isPositive()) {
                missing.add(month.needed().decimal() + " h of " + month.series() + " are needed at " + limit
                        + " or less, "
                        + month.needed().minus(month.missing()).decimal() + " are offered: "
                        + month.missing().decimal() + " missing");
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }

    private Outcome<RectangleView> take(Tx tx, Rectangle rectangle, List<SignedOrder> signed) {
        List<OrderView> orders = new ArrayList<>();
        for (SignedOrder one : signed) {
            Placement placement = Placement.of(one, OrderType.FILL_OR_KILL);
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
                        rectangle + ", hours of " + order.instrument() + ": "
                                + Objects.requireNonNullElse(order.reason(), "not all of it is offered now"));
            }
            orders.add(order);
        }
        List<UUID> trades =
                orders.stream().flatMap(order -> order.trades().stream()).toList();
        if (trades.size() > TRADES_MAX) {
            return Outcome.refused(
                    MarketRefusal.LIMIT,
                    rectangle + " would be " + trades.size() + " trades, and at most " + TRADES_MAX
                            + " settle in one call");
        }
        return Outcome.done(link(tx, rectangle, orders, trades));
    }

    /** They settle together, so none of them is held back to be called an error. */
    private static RectangleView link(Tx tx, Rectangle rectangle, List<OrderView> orders, List<UUID> trades) {
        UUID id = Entry.idOf("rectangle:" + orders.getFirst().id());
        long cost = tx
                .query(
                        "update hourglass.trade set linked = ?, kind = 'RECTANGLE', held_until = null"
                                + " where id = any (?::uuid[]) returning cash",
                        row -> row.getLong(1),
                        id,
                        trades)
                .stream()
                .mapToLong(one -> one)
                .sum();
        return new RectangleView(id, rectangle, new Amount(Asset.USD, cost), orders, trades);
    }
}
