package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderBook.Ending;
import io.hourglass.ledger.market.OrderBook.Fill;
import io.hourglass.ledger.market.OrderBook.Matched;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Matches an admitted order against its instrument's book, and writes what follows. */
final class Matching {
    private final Journal journal;
    private final Purse purse;

    Matching(Journal journal, Purse purse) {
        this.journal = journal;
        this.purse = purse;
    }

    /** One placing: the order, the orders it may meet, and what is to be written. */
    private record Work(
            Tx tx, Instrument instrument, OrderRow taker, Map<Hash, OrderRow> makers, LocalDate day, Instant now) {
        boolean hours() {
            return instrument.venue() == Venue.SETTLEMENT;
        }
    }

    /** The instrument's lock is held; the order is checked but for a race on its cover. */
    Outcome<OrderView> place(Tx tx, Instrument instrument, OrderRow taker, TimeInForce timeInForce, Instant now) {
        Map<Hash, OrderRow> makers = new HashMap<>();
        OrderBook book = new OrderBook();
        for (OrderRow maker : crossing(tx, taker, now)) {
            makers.put(new Hash(maker.id), maker);
            book.add(maker.resting());
        }
        taker.sequence = Long.MAX_VALUE;
        Matched matched = book.submit(taker.resting(), timeInForce);
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Work work = new Work(tx, instrument, taker, makers, day, now);

        boolean rests = matched.ending() == Ending.RESTS;
        List<Entry> entries = new ArrayList<>();
        List<TradeRow> trades = new ArrayList<>();
        if (work.hours() && (rests || !matched.fills().isEmpty())) {
            entries.add(reserveAll(work));
        }
        for (Fill fill : matched.fills()) {
            boolean last = fill.taker().quantity() - fill.quantity() == matched.rest();
            trades.add(trade(work, fill, last && !rests, entries));
        }
        close(taker, matched);
        return write(work, entries, trades);
    }

    private Outcome<OrderView> write(Work work, List<Entry> entries, List<TradeRow> trades) {
        Tx tx = work.tx;
        tx.session().insert(work.taker);
        for (TradeRow trade : trades) {
            OrderRow maker = work.makers.get(new Hash(work.taker.buy ? trade.sellOrder : trade.buyOrder));
            tx.session().update(maker);
            tx.session().insert(trade);
        }
        List<PostResult> results = journal.post(tx, entries);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
                // Only the first entry takes something new; the others deal out what it took.
                if (i == 0 && reason == PostResult.Reason.FLOOR) {
                    return Outcome.refused(MarketRefusal.INSUFFICIENT, detail);
                }
                throw new IllegalStateException(entries.get(i).cause() + " refused: " + reason + ", " + detail);
            }
        }
        List<UUID> ids = trades.stream().map(trade -> trade.id).toList();
        return Outcome.done(work.taker.view(work.instrument.code(), ids));
    }

    private Entry reserveAll(Work work) {
        OrderRow taker = work.taker;
        taker.pending = Purse.pending(taker, taker.rest);
        return Entry.of(
                new Cause("order", taker.id),
                work.day,
                List.of(Purse.reserve(party(work.tx, taker.party), taker, work.instrument.asset(), taker.rest)));
    }

    private TradeRow trade(Work work, Fill fill, boolean nothingRests, List<Entry> entries) {
        OrderRow taker = work.taker;
        OrderRow maker = maker(work, fill);
        TradeRow trade = row(work, fill);
        maker.rest -= fill.quantity();
        maker.live = maker.rest > 0;
        taker.rest -= fill.quantity();
        if (work.hours()) {
            List<Transfer> transfers = new ArrayList<>();
            Purse.release(maker).ifPresent(transfers::add);
            Purse.release(taker).ifPresent(transfers::add);
            Party buyer = party(work.tx, trade.buyer);
            Party seller = party(work.tx, trade.seller);
            var hours = work.instrument.asset();
            String payee = purse.payee(work.tx, seller, hours, trade.escrowed);
            transfers.addAll(Purse.legs(trade, buyer, seller, hours, payee));
            setRestAside(work, maker, transfers, false);
            setRestAside(work, taker, transfers, nothingRests);
            entries.add(Entry.of(new Cause("trade", trade.id.toString()), work.day, transfers));
        }
        return trade;
    }

    private void setRestAside(Work work, OrderRow order, List<Transfer> transfers, boolean nothingRests) {
        boolean rests = order.rest > 0 && !nothingRests;
        order.pending = rests ? Purse.pending(order, order.rest) : null;
        if (rests) {
            transfers.add(Purse.reserve(party(work.tx, order.party), order, work.instrument.asset(), order.rest));
        }
    }

    private TradeRow row(Work work, Fill fill) {
        TradeRow trade = new TradeRow();
        trade.buyOrder = fill.buy().id().hex();
        trade.sellOrder = fill.sell().id().hex();
        trade.id = Entry.idOf("trade:" + trade.buyOrder + ":" + trade.sellOrder);
        trade.instrument = work.instrument.id().hex();
        trade.venue = work.instrument.venue();
        trade.buyer = fill.buy().party();
        trade.seller = fill.sell().party();
        trade.quantity = fill.quantity();
        trade.price = fill.price().micros();
        trade.state = TradeView.State.SETTLING;
        trade.traded = work.now;
        if (work.hours()) {
            trade.cash = fill.price().timesDown(fill.quantity()).units();
            trade.escrowed = purse.escrows(work.tx, party(work.tx, trade.seller), work.instrument.asset());
            trade.hoursPending = Entry.idOf("hours:" + trade.id);
            trade.cashPending = trade.cash == 0 ? null : Entry.idOf("cash:" + trade.id);
        }
        return trade;
    }

    private static void close(OrderRow taker, Matched matched) {
        switch (matched.ending()) {
            case RESTS -> taker.live = true;
            case FILLED -> taker.live = false;
            case NOBODY -> taker.reason = "immediate or cancel: nobody left at this price";
            case OWN_ORDER -> taker.reason = "would have met an order of your own";
        }
    }

    private static OrderRow maker(Work work, Fill fill) {
        OrderRow maker = work.makers.get(fill.maker().id());
        if (maker == null) {
            throw new IllegalStateException("not in the book: " + fill.maker().id());
        }
        return maker;
    }

    private Party party(Tx tx, String name) {
        return journal.party(tx, name).orElseThrow();
    }

    private static List<OrderRow> crossing(Tx tx, OrderRow taker, Instant now) {
        return tx.session()
                .createSelectionQuery(
                        "from OrderRow where instrument = :instrument and buy <> :buy and live and expiry >= :now"
                                + " and (:buy = true and price <= :price or :buy = false and price >= :price)",
                        OrderRow.class)
                .setParameter("instrument", taker.instrument)
                .setParameter("buy", taker.buy)
                .setParameter("now", now)
                .setParameter("price", taker.price)
                .getResultList();
    }
}
