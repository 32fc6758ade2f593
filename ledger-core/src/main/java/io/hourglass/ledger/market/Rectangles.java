package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Rectangle.Part;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
    private final WholeBuys buys;
    private final Clock clock;

    Rectangles(WholeBuys buys, Clock clock) {
        this.buys = buys;
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
        return buys.take(tx, rectangle.toString(), signed, SelfMatch.CANCEL_INCOMING)
                .then(bought -> {
                    UUID id =
                            Entry.idOf("rectangle:" + bought.orders().getFirst().id());
                    buys.link(tx, id, TradeView.Kind.RECTANGLE, bought);
                    List<UUID> trades =
                            bought.trades().stream().map(trade -> trade.id).toList();
                    return Outcome.done(new RectangleView(id, rectangle, bought.cost(), bought.orders(), trades));
                });
    }
}
