package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.Rectangle.Part;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Buys whole rectangles of hours: of every month that one touches, the cheapest offers that cover it, by price
 * and time; all of them in one transaction, or nothing. The trades settle in one call.
 */
public final class Rectangles {
    /** No offer is as cheap. */
    private static final long NOT_TRADING = -1;

    private final WholeBuys buys;
    private final Clock clock;

    Rectangles(WholeBuys buys, Clock clock) {
        this.buys = buys;
        this.clock = clock;
    }

    /** What it would cost now, of offers within each book's band: beyond it nothing can be bought at once. */
    public RectangleQuote quote(Tx tx, Rectangle rectangle) {
        List<Part> parts = rectangle.parts();
        Map<Hash, Long> highest = MarketTerms.highest(tx, clock.instant(), InstrumentRow.find(tx, series(parts)));
        return new RectangleQuote(
                rectangle,
                parts.stream()
                        .map(part -> month(
                                tx, part, highest.getOrDefault(part.series().id(), NOT_TRADING)))
                        .toList());
    }

    private static List<Hash> series(List<Part> parts) {
        return parts.stream().map(part -> part.series().id()).toList();
    }

    /** @param limit micro-dollars an hour, at or below which offers count */
    private RectangleQuote.Month month(Tx tx, Part part, long limit) {
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
                        limit)
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
        Map<Hash, Locked> books = InstrumentRow.lock(tx, series(parts));
        Optional<String> missing = missing(tx, parts, signed, books.values());
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

    private Optional<String> missing(Tx tx, List<Part> parts, List<SignedOrder> signed, Collection<Locked> books) {
        Map<Hash, Long> highest = MarketTerms.highest(
                tx, clock.instant(), books.stream().map(Locked::instrument).toList());
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Price limit = signed.get(i).order().price();
            long most = highest.getOrDefault(parts.get(i).series().id(), NOT_TRADING);
            RectangleQuote.Month month = month(tx, parts.get(i), Math.min(limit.micros(), most));
            if (month.missing().isPositive()) {
                missing.add(month.needed().decimal() + " h of " + month.series() + " are needed at " + limit
                        + " or less, "
                        + month.needed().minus(month.missing()).decimal() + " are offered within the price band: "
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
