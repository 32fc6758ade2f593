package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.OrderBook.Ending;
import io.hourglass.ledger.market.OrderBook.Fill;
import io.hourglass.ledger.market.OrderBook.Matched;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Matches a set of admitted orders against their instruments' books, one after another, and writes
 * what follows of all of them at once. The instruments' locks are held.
 */
final class Matching {
    /** The sequence of the set's first order until the database gives it one: later than all that rest. */
    private static final long FIRST_NEW = Long.MAX_VALUE - Market.SET_MAX;

    private final Journal journal;
    private final Purse purse;
    private final Tx tx;
    private final Funds funds;
    private final Instant now;
    private final LocalDate day;

    private final Map<String, OrderBook> books = new HashMap<>();
    /** Everything in the books, by id: what was there and what this set has put there. */
    private final Map<Hash, OrderRow> resting = new HashMap<>();

    private final List<OrderRow> placed = new ArrayList<>();
    /** What was there and was filled by this set. */
    private final Map<Hash, OrderRow> met = new LinkedHashMap<>();

    private final List<TradeRow> trades = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    /** The entries that take something new; the others deal out what these took. */
    private final Set<Entry> covers = new HashSet<>();

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Party> parties = new HashMap<>();
    private final Map<String, Boolean> escrows = new HashMap<>();

    Matching(Journal journal, Purse purse, Tx tx, Funds funds, Instant now) {
        this.journal = journal;
        this.purse = purse;
        this.tx = tx;
        this.funds = funds;
        this.now = now;
        this.day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** Gets what the orders may meet: of each book the side that is as good as the best limit among them. */
    void open(List<Order> orders) {
        Map<String, Order> best = new HashMap<>();
        for (Order order : orders) {
            books.computeIfAbsent(order.base().hex(), id -> new OrderBook());
            best.merge(order.base() + (order.buy() ? " buy" : " sell"), order, Matching::better);
        }
        for (Order taker : best.values()) {
            for (OrderRow maker : crossing(taker)) {
                resting.put(new Hash(maker.id), maker);
                book(maker).add(maker.resting());
            }
        }
    }

    private static Order better(Order one, Order other) {
        boolean higher = one.price().compareTo(other.price()) > 0;
        return higher == one.buy() ? one : other;
    }

    /** Matches one order; what it came to is written by {@link #write}. */
    OrderView place(Instrument instrument, Party party, Candidate candidate, TimeInForce timeInForce) {
        OrderRow taker =
                new OrderRow(candidate.digest(), party.name(), candidate.signed(), now.truncatedTo(ChronoUnit.MICROS));
        taker.sequence = FIRST_NEW + placed.size();
        parties.put(party.name(), party);
        placed.add(taker);
        boolean hours = instrument.venue() == Venue.SETTLEMENT;
        if (hours) {
            Purse.accounts(party, instrument).forEach(account -> accounts.put(account.path(), account));
        }
        Matched matched = book(taker).submit(taker.resting(), timeInForce);
        boolean rests = matched.ending() == Ending.RESTS;
        if (hours && (rests || !matched.fills().isEmpty())) {
            coverAll(taker, instrument.asset());
        }
        List<UUID> ids = new ArrayList<>();
        for (Fill fill : matched.fills()) {
            boolean last = fill.taker().quantity() - fill.quantity() == matched.rest();
            ids.add(trade(instrument, taker, fill, last && !rests).id);
        }
        close(taker, matched);
        if (rests) {
            resting.put(candidate.digest(), taker);
        }
        return taker.view(instrument.code(), ids);
    }

    /** Writes orders, trades and entries. Says what is missing if a cover is gone: roll back then. */
    Optional<Declined> write() {
        OrderRow.insert(tx, placed);
        tx.session().updateMultiple(List.copyOf(met.values()));
        TradeRow.insert(tx, trades);
        journal.openMissing(tx, accounts.values());
        List<PostResult> results = journal.post(tx, entries);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
                if (covers.contains(entries.get(i)) && reason == PostResult.Reason.FLOOR) {
                    return Optional.of(new Declined(MarketRefusal.INSUFFICIENT, detail));
                }
                throw new IllegalStateException(entries.get(i).cause() + " refused: " + reason + ", " + detail);
            }
        }
        return Optional.empty();
    }

    private void coverAll(OrderRow taker, Asset hours) {
        List<Transfer> transfers = new ArrayList<>();
        setAside(taker, hours, transfers);
        Entry cover = Entry.of(new Cause("order", taker.id), day, transfers);
        covers.add(cover);
        entries.add(cover);
    }

    private TradeRow trade(Instrument instrument, OrderRow taker, Fill fill, boolean nothingRests) {
        OrderRow maker = maker(fill);
        TradeRow trade = row(instrument, fill);
        trades.add(trade);
        if (instrument.venue() == Venue.SETTLEMENT) {
            List<Transfer> transfers = new ArrayList<>();
            giveBack(maker, instrument.asset(), transfers);
            giveBack(taker, instrument.asset(), transfers);
            deal(maker, taker, fill);
            String payee = payee(trade, instrument.asset());
            for (Transfer.Reserve leg :
                    Purse.legs(trade, party(trade.buyer), party(trade.seller), instrument.asset(), payee)) {
                funds.take(leg.from(), leg.amount());
                transfers.add(leg);
            }
            if (maker.rest > 0) {
                setAside(maker, instrument.asset(), transfers);
            }
            if (taker.rest > 0 && !nothingRests) {
                setAside(taker, instrument.asset(), transfers);
            }
            entries.add(Entry.of(new Cause("trade", trade.id.toString()), day, transfers));
        } else {
            deal(maker, taker, fill);
        }
        return trade;
    }

    private static void deal(OrderRow maker, OrderRow taker, Fill fill) {
        maker.rest -= fill.quantity();
        maker.live = maker.rest > 0;
        taker.rest -= fill.quantity();
    }

    private void setAside(OrderRow order, Asset hours, List<Transfer> transfers) {
        Transfer.Reserve cover = Purse.reserve(party(order.party), order, hours, order.rest);
        order.pending = cover.pending();
        funds.take(cover.from(), cover.amount());
        transfers.add(cover);
    }

    private void giveBack(OrderRow order, Asset hours, List<Transfer> transfers) {
        Purse.release(order).ifPresent(release -> {
            Transfer.Reserve cover = Purse.reserve(party(order.party), order, hours, order.rest);
            funds.give(cover.from(), cover.amount());
            transfers.add(release);
            order.pending = null;
        });
    }

    private TradeRow row(Instrument instrument, Fill fill) {
        TradeRow trade = new TradeRow();
        trade.buyOrder = fill.buy().id().hex();
        trade.sellOrder = fill.sell().id().hex();
        trade.id = Entry.idOf("trade:" + trade.buyOrder + ":" + trade.sellOrder);
        trade.instrument = instrument.id().hex();
        trade.venue = instrument.venue();
        trade.buyer = fill.buy().party();
        trade.seller = fill.sell().party();
        trade.quantity = fill.quantity();
        trade.price = fill.price().micros();
        trade.state = TradeView.State.SETTLING;
        trade.traded = now;
        if (instrument.venue() == Venue.SETTLEMENT) {
            trade.cash = fill.price().timesDown(fill.quantity()).units();
            trade.escrowed = escrows.computeIfAbsent(
                    trade.seller + " " + instrument.code(),
                    key -> purse.escrows(tx, party(trade.seller), instrument.asset()));
            trade.hoursPending = Entry.idOf("hours:" + trade.id);
            trade.cashPending = trade.cash == 0 ? null : Entry.idOf("cash:" + trade.id);
        }
        return trade;
    }

    private String payee(TradeRow trade, Asset hours) {
        Account payee = purse.payee(party(trade.seller), hours, trade.escrowed);
        accounts.put(payee.path(), payee);
        return payee.path();
    }

    private static void close(OrderRow taker, Matched matched) {
        switch (matched.ending()) {
            case RESTS -> taker.live = true;
            case FILLED -> taker.live = false;
            case NOBODY -> taker.reason = "immediate or cancel: nobody left at this price";
            case OWN_ORDER -> taker.reason = "would have met an order of your own";
        }
    }

    private OrderRow maker(Fill fill) {
        Hash id = fill.maker().id();
        OrderRow maker = resting.get(id);
        if (maker == null) {
            throw new IllegalStateException("not in the book: " + id);
        }
        if (maker.sequence < FIRST_NEW) {
            met.put(id, maker);
        }
        return maker;
    }

    private OrderBook book(OrderRow order) {
        OrderBook book = books.get(order.instrument);
        if (book == null) {
            throw new IllegalStateException("the book of " + order.instrument + " is not open");
        }
        return book;
    }

    private Party party(String name) {
        return parties.computeIfAbsent(
                name, unknown -> journal.party(tx, unknown).orElseThrow());
    }

    private List<OrderRow> crossing(Order taker) {
        return tx.session()
                .createSelectionQuery(
                        "from OrderRow where instrument = :instrument and buy <> :buy and live and expiry >= :now"
                                + " and (:buy = true and price <= :price or :buy = false and price >= :price)",
                        OrderRow.class)
                .setParameter("instrument", taker.base().hex())
                .setParameter("buy", taker.buy())
                .setParameter("now", now)
                .setParameter("price", taker.price().micros())
                .getResultList();
    }
}
