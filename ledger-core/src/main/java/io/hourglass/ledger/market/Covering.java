package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OpenBook.Event.Met;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a set of orders for hours sets aside, gives back and owes, as entries of the books: an order
 * that rests covers its rest; a trade gives its orders' covers back and reserves both legs instead.
 * An order that is filled at once reserves what its trades cost, and nothing before. Futures are covered
 * by margin, options by their venue's rules: they write nothing here.
 */
final class Covering {
    private final Journal journal;
    private final Purse purse;
    private final Tx tx;
    private final Funds funds;
    private final Shelf shelf;
    private final LocalDate day;

    private final List<Entry> entries = new ArrayList<>();
    /** The entries that take something new: where they fail, somebody else has spent it meanwhile. */
    private final Set<Entry> takes = new HashSet<>();

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Boolean> escrows = new HashMap<>();

    Covering(Journal journal, Purse purse, Tx tx, Funds funds, Shelf shelf, Instant now) {
        this.journal = journal;
        this.purse = purse;
        this.tx = tx;
        this.funds = funds;
        this.shelf = shelf;
        this.day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** Gets whose orders these are, at once and not one by one as they are met. */
    void lookUp(Collection<OrderRow> orders) {
        Set<Address> strangers = orders.stream()
                .filter(order -> !shelf.knows(order.party))
                .map(order -> new Address(order.account))
                .collect(Collectors.toSet());
        if (!strangers.isEmpty()) {
            journal.parties(tx, strangers).values().forEach(shelf::know);
        }
    }

    /** Who is about to place an order for something. */
    void knows(Party party, Instrument instrument) {
        shelf.know(party);
        if (instrument.venue() == Venue.SETTLEMENT) {
            Purse.accounts(party, instrument).forEach(account -> accounts.put(account.path(), account));
        }
    }

    /** Counts an order's cover as free, or as taken again. */
    void count(OrderRow order, Asset hours, boolean free) {
        if (order.pending != null) {
            Transfer.Reserve cover = Purse.reserve(party(order.party), order, hours, order.rest);
            if (free) {
                funds.give(cover.from(), cover.amount());
            } else {
                funds.take(cover.from(), cover.amount());
            }
        }
    }

    /** Sets the rest of a new order aside. */
    void cover(OrderRow order, Instrument instrument) {
        if (instrument.venue() == Venue.SETTLEMENT) {
            List<Transfer> transfers = new ArrayList<>();
            setAside(order, instrument.asset(), transfers);
            take(Entry.of(new Cause("order", order.id), day, transfers));
        }
    }

    /** Gives back what an order that goes has set aside. */
    void release(OrderRow order, Instrument instrument) {
        List<Transfer> transfers = new ArrayList<>();
        giveBack(order, instrument.asset(), transfers);
        if (!transfers.isEmpty()) {
            entries.add(Entry.of(new Cause("cancel", order.id), day, transfers));
        }
    }

    /** The row of two orders that met. */
    TradeRow trade(Instrument instrument, Met met, Instant now) {
        TradeRow trade = TradeRow.of(instrument, met, now);
        if (instrument.venue() == Venue.SETTLEMENT) {
            trade.cash = met.price().timesDown(met.quantity()).units();
            trade.escrowed = escrows.computeIfAbsent(
                    trade.seller + " " + instrument.code(),
                    key -> purse.escrows(tx, party(trade.seller), instrument.asset()));
            trade.hoursPending = Entry.idOf("hours:" + trade.id);
            trade.cashPending = trade.cash == 0 ? null : Entry.idOf("cash:" + trade.id);
        }
        return trade;
    }

    /** Both orders have less to fill; for hours the trade's legs are reserved, and what still rests. */
    void deal(Instrument instrument, Met met, TradeRow trade, boolean takerRests) {
        if (instrument.venue() != Venue.SETTLEMENT) {
            less(met);
            return;
        }
        Asset hours = instrument.asset();
        List<Transfer> transfers = new ArrayList<>();
        giveBack(met.maker(), hours, transfers);
        giveBack(met.taker(), hours, transfers);
        less(met);
        Account payee = purse.payee(party(trade.seller), hours, trade.escrowed);
        accounts.put(payee.path(), payee);
        for (Transfer.Reserve leg : Purse.legs(trade, party(trade.buyer), party(trade.seller), hours, payee.path())) {
            funds.take(leg.from(), leg.amount());
            transfers.add(leg);
        }
        if (met.maker().rest > 0) {
            setAside(met.maker(), hours, transfers);
        }
        if (met.taker().rest > 0 && takerRests) {
            setAside(met.taker(), hours, transfers);
        }
        take(Entry.of(new Cause("trade", trade.id.toString()), day, transfers));
    }

    /** Posts the entries. Says what is missing if somebody has spent it since it was looked up. */
    Optional<Declined> write() {
        journal.openMissing(
                tx,
                accounts.values().stream()
                        .filter(account -> !shelf.isOpen(account.path()))
                        .toList());
        List<PostResult> results = journal.post(tx, entries);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
                if (takes.contains(entries.get(i)) && reason == PostResult.Reason.FLOOR) {
                    return Optional.of(new Declined(MarketRefusal.INSUFFICIENT, detail));
                }
                throw new IllegalStateException(entries.get(i).cause() + " refused: " + reason + ", " + detail);
            }
        }
        return Optional.empty();
    }

    /** What was opened is open now. */
    void committed() {
        shelf.opened(accounts.keySet());
    }

    private void take(Entry entry) {
        takes.add(entry);
        entries.add(entry);
    }

    private static void less(Met met) {
        met.maker().rest -= met.quantity();
        met.taker().rest -= met.quantity();
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

    private Party party(String name) {
        return shelf.party(name, unknown -> journal.party(tx, unknown).orElseThrow());
    }
}
