package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.OpenBook.Event.GaveWay;
import io.hourglass.ledger.market.OpenBook.Event.Met;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.StripPlan.Take;
import io.hourglass.ledger.market.TradeRow.Side;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Matches one admitted strip against what rests in its months: as many lots as every month has within the
 * price together, at the resting orders' prices, by price and time in each month. The months' locks are held.
 */
final class StripMatching {
    private final Tx tx;
    private final Strip strip;
    private final CombinationPlacement placement;
    private final CombinationRow.Identity identity;
    private final Instant now;
    private final List<OpenBook> books = new ArrayList<>();
    private final StripPlan plan;
    private final List<TradeRow> trades = new ArrayList<>();
    private final Map<String, OrderRow> changed = new LinkedHashMap<>();
    private final UUID linked;

    StripMatching(Tx tx, Strip strip, CombinationPlacement placement, CombinationRow.Identity identity, Instant now) {
        this.tx = tx;
        this.strip = strip;
        this.placement = placement;
        this.identity = identity;
        this.now = now;
        this.linked = Entry.idOf("strip:" + identity.id());
        MarketTerms terms = requireNonNull(
                MarketTerms.on(tx, LocalDate.ofInstant(now, ZoneOffset.UTC)).get(Venue.CLEARING));
        List<StripPlan.Month> months = new ArrayList<>();
        for (int i = 0; i < strip.months().size(); i++) {
            Instrument month = strip.months().get(i);
            Price limit = placement.combination().legs().get(i).price();
            OpenBook book = new OpenBook(new Locked(month, 0), terms);
            book.add(OpenBook.resting(tx, month.id(), new OpenBook.Limit(!identity.buy(), limit), now));
            books.add(book);
            List<BookOrder> queue =
                    identity.buy() ? book.book().asks() : book.book().bids();
            months.add(new StripPlan.Month(month, queue, book.book().band()));
        }
        this.plan = StripPlan.of(
                months,
                identity.buy(),
                CombinationAdmission.price(placement),
                placement.first().quantity(),
                BookOrder.number(identity.owner()),
                placement.selfMatch());
    }

    /** Whether the venue's rules refuse what it would take. */
    Optional<Declined> declined(VenueRules futures, Party party) {
        if (taken() == 0) {
            return Optional.empty();
        }
        List<VenueRules.Leg> legs = new ArrayList<>();
        for (Take take : plan.takes()) {
            Order leg = placement.combination().legs().get(take.month());
            legs.add(new VenueRules.Leg(strip.months().get(take.month()), at(leg, take.price(), take.lots())));
        }
        return futures.check(tx, party, legs);
    }

    private static Order at(Order leg, Price price, long lots) {
        return new Order(leg.venue(), leg.account(), leg.base(), leg.buy(), lots, price, leg.expiry(), leg.salt());
    }

    private long taken() {
        boolean whole = plan.lots() == placement.first().quantity();
        return whole || placement.type() == OrderType.IMMEDIATE_OR_CANCEL ? plan.lots() : 0;
    }

    CombinationView place() {
        CombinationRow row = CombinationRow.insert(tx, placement, identity, now);
        long lots = taken();
        for (int i = 0; i < books.size() && lots > 0; i++) {
            take(i, lots, row);
        }
        row.rest -= lots;
        row.ended = now;
        row.reason = row.rest == 0 ? null : reason();
        CombinationRow.update(tx, List.of(row), null);
        OrderRow.update(tx, changed.values());
        TradeRow.insert(tx, trades);
        return row.view(trades.stream().map(trade -> trade.id).toList());
    }

    private String reason() {
        String found = plan.lots() + " of " + placement.first().quantity() + " lots could be had in all "
                + strip.months().size() + " months"
                + plan.next()
                        .map(next -> ", the next at " + new PriceDifference(next) + " together, the limit is "
                                + new PriceDifference(CombinationAdmission.price(placement)))
                        .orElse("");
        return (placement.type() == OrderType.FILL_OR_KILL ? "fill or kill: " : "immediate or cancel: ") + found;
    }

    /** What was planned of a month, through its book's engine. */
    private void take(int place, long lots, CombinationRow row) {
        OpenBook book = books.get(place);
        OrderRow taker = taker(place, lots, row);
        Ending ending = book.submit(taker);
        if (ending != Ending.FILLED) {
            throw new IllegalStateException(
                    "planned " + lots + " lots of " + strip.months().get(place).code() + ", and it ended as " + ending);
        }
        for (OpenBook.Event event : book.events()) {
            switch (event) {
                case Met met -> trade(strip.months().get(place), met);
                case GaveWay(OrderRow own) -> {
                    own.end("would have met a newer order of the same owner", now);
                    own.withdrawal = Withdrawal.WANTED;
                    changed.put(own.id, own);
                }
            }
        }
        if (strip.months().get(place).reference() == null) {
            tx.run(
                    "update hourglass.instrument set reference = ? where id = ? and reference is null",
                    strip.months()
                            .get(place)
                            .price(book.book().band().reference())
                            .micros(),
                    strip.months().get(place).id());
        }
    }

    /** The leg as the month's book meets it. */
    private OrderRow taker(int place, long lots, CombinationRow row) {
        CombinationRow.Leg leg = row.legs.get(place);
        OrderRow taker = new OrderRow();
        taker.id = leg.id().hex();
        taker.place = Long.MAX_VALUE;
        taker.instrument = leg.instrument().hex();
        taker.party = row.party;
        taker.owner = row.owner;
        taker.buy = row.buy;
        taker.price = plan.worst(place).micros();
        taker.expiry = row.expiry;
        taker.type = OrderType.IMMEDIATE_OR_CANCEL;
        taker.selfMatch = row.selfMatch;
        taker.rest = lots;
        taker.placed = row.placed;
        return taker;
    }

    private void trade(Instrument month, Met met) {
        TradeRow trade = TradeRow.of(month, Side.of(met.buy()), Side.of(met.sell()), met.quantity(), met.price(), now);
        trade.kind = TradeView.Kind.STRIP;
        trade.linked = linked;
        trades.add(trade);
        OrderRow maker = met.maker();
        maker.rest -= met.quantity();
        if (maker.rest == 0) {
            maker.live = false;
            maker.ended = now;
        }
        changed.put(maker.id, maker);
    }
}
