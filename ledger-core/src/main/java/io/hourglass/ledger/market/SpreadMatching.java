package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.SpreadBook.Event.GaveWay;
import io.hourglass.ledger.market.SpreadBook.Event.Met;
import io.hourglass.ledger.market.VenueRules.Range;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Matches one admitted spread order against its spread's book and writes what follows. Each match is two
 * trades, one a month, which settle together or not at all. The months' locks are held.
 */
final class SpreadMatching {
    private final Tx tx;
    private final Spread spread;
    private final Price marked;
    private final Range near;
    private final Range far;
    private final Instant now;
    private final List<TradeRow> trades = new ArrayList<>();

    SpreadMatching(Tx tx, Spread spread, VenueRules futures, Instant now) {
        this.tx = tx;
        this.spread = spread;
        this.marked = futures.markedFrom(tx, spread.near());
        this.near = futures.range(tx, spread.near());
        this.far = futures.range(tx, spread.far());
        this.now = now;
    }

    CombinationView place(CombinationRow taker) {
        SpreadBook book = new SpreadBook(spread, sweep());
        Ending ending = book.submit(taker);
        Set<CombinationRow> changed = new LinkedHashSet<>();
        List<CombinationRow> gaveWay = new ArrayList<>();
        for (SpreadBook.Event event : book.events()) {
            switch (event) {
                case Met met -> {
                    trade(met);
                    changed.add(met.maker());
                }
                case GaveWay(CombinationRow row) -> {
                    row.end("would have met a newer order of the same owner", now);
                    gaveWay.add(row);
                }
            }
        }
        taker.live = ending == Ending.RESTS;
        taker.ended = taker.live ? null : now;
        taker.reason = reason(ending);
        changed.add(taker);
        CombinationRow.update(tx, changed, null);
        CombinationRow.update(tx, gaveWay, Withdrawal.WANTED);
        TradeRow.insert(tx, trades);
        return taker.view(trades.stream().map(trade -> trade.id).toList());
    }

    /** What rests, without those whose legs could no longer trade at their limits since the last mark: they go. */
    private List<CombinationRow> sweep() {
        List<CombinationRow> fit = new ArrayList<>();
        List<CombinationRow> unfit = new ArrayList<>();
        for (CombinationRow row : CombinationRow.resting(tx, spread.code(), now)) {
            if (fits(row)) {
                fit.add(row);
            } else {
                row.end("its legs would trade outside the band or their own limits since the last mark", now);
                unfit.add(row);
            }
        }
        CombinationRow.update(tx, unfit, Withdrawal.WANTED);
        return fit;
    }

    private boolean fits(CombinationRow row) {
        return LegPrices.of(marked, row.price)
                .filter(prices -> near.has(prices.near()) && far.has(prices.far()))
                .filter(prices -> prices.within(row.leg(spread.near()), row.leg(spread.far())))
                .isPresent();
    }

    private void trade(Met met) {
        LegPrices prices = LegPrices.of(marked, met.price()).orElseThrow();
        CombinationRow buyer = met.buyer();
        CombinationRow seller = met.seller();
        UUID linked = Entry.idOf("spread:" + buyer.id + ":" + seller.id);
        trades.add(leg(linked, spread.near(), buyer, seller, met.quantity(), prices.near()));
        trades.add(leg(linked, spread.far(), seller, buyer, met.quantity(), prices.far()));
        for (CombinationRow one : List.of(buyer, seller)) {
            one.rest -= met.quantity();
            if (one.rest == 0) {
                one.live = false;
                one.ended = now;
            }
        }
    }

    private TradeRow leg(
            UUID linked, Instrument month, CombinationRow buyer, CombinationRow seller, long lots, Price price) {
        TradeRow trade = TradeRow.of(
                month,
                new TradeRow.Side(buyer.leg(month).id().hex(), buyer.party, buyer.placed),
                new TradeRow.Side(seller.leg(month).id().hex(), seller.party, seller.placed),
                lots,
                price,
                now);
        trade.kind = TradeView.Kind.SPREAD;
        trade.linked = linked;
        return trade;
    }

    private static @Nullable String reason(Ending ending) {
        return switch (ending) {
            case RESTS, FILLED -> null;
            case NOBODY -> "immediate or cancel: nobody left at this price";
            case OWN_ORDER -> "would have met an order of your own";
            case WOULD_TAKE -> "post only: it would have taken at once";
            case NOT_WHOLE -> "fill or kill: not all of it could be filled";
            case PROTECTED, BEYOND_BAND, IN_AUCTION ->
                throw new IllegalStateException("a spread's book has no band and no auctions: " + ending);
        };
    }
}
