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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    private final List<Draft> drafts = new ArrayList<>();
    /** Where the covers are that this set has set aside: given back in the same set, they never were. */
    private final Map<UUID, Draft> aside = new HashMap<>();

    /** What is not known to be open, by path. */
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    private final Map<String, Boolean> escrows = new HashMap<>();

    /**
     * An entry in the making.
     *
     * @param takes whether it takes something new, which may fail and is then its order's fault alone
     */
    private record Draft(Cause cause, List<Transfer> transfers, boolean takes) {}

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
        // they are opened together: where the hours' own account is open, all of them are
        if (instrument.venue() == Venue.SETTLEMENT && !shelf.isOpen(Purse.source(party, false, instrument.asset()))) {
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
            setAside(order, instrument.asset(), draft("order", order.id, true));
        }
    }

    /** Gives back what an order that goes has set aside. */
    void release(OrderRow order, Instrument instrument) {
        giveBack(order, instrument.asset(), draft("cancel", order.id, false));
    }

    /** The row of two orders that met. */
    TradeRow trade(Instrument instrument, Met met, Instant now) {
        TradeRow trade = TradeRow.of(instrument, met, now);
        if (instrument.venue() == Venue.SETTLEMENT) {
            trade.moveHours(escrows.computeIfAbsent(
                    trade.seller + " " + instrument.code(),
                    key -> purse.escrows(tx, party(trade.seller), instrument.asset())));
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
        Draft draft = draft("trade", trade.id.toString(), true);
        giveBack(met.maker(), hours, draft);
        giveBack(met.taker(), hours, draft);
        less(met);
        Party seller = party(trade.seller);
        String payee = Purse.payeePath(seller, hours, trade.escrowed);
        if (!shelf.isOpen(payee)) {
            accounts.put(payee, purse.payee(seller, hours, trade.escrowed));
        }
        for (Transfer.Reserve leg : Purse.legs(trade, party(trade.buyer), seller, hours, payee)) {
            funds.take(leg.from(), leg.amount());
            draft.transfers.add(leg);
        }
        if (met.maker().rest > 0) {
            setAside(met.maker(), hours, draft);
        }
        if (met.taker().rest > 0 && takerRests) {
            setAside(met.taker(), hours, draft);
        }
    }

    /** Posts the entries. Says why one that takes something new was refused: the rest is to be given up with it. */
    Optional<Declined> write() {
        journal.openMissing(tx, accounts.values());
        drafts.removeIf(draft -> draft.transfers.isEmpty());
        List<PostResult> results = journal.post(
                tx,
                drafts.stream()
                        .map(draft -> Entry.of(draft.cause, day, draft.transfers))
                        .toList());
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
                Draft refused = drafts.get(i);
                Optional<Declined> declined = refused.takes ? declined(reason, detail) : Optional.empty();
                if (declined.isPresent()) {
                    return declined;
                }
                throw new IllegalStateException(refused.cause + " refused: " + reason + ", " + detail);
            }
        }
        return Optional.empty();
    }

    private static Optional<Declined> declined(PostResult.Reason reason, String detail) {
        return switch (reason) {
            // somebody else has spent it since it was looked up
            case FLOOR -> Optional.of(new Declined(MarketRefusal.INSUFFICIENT, detail));
            // something that is no order of the market has an id this one comes to; another order comes to others
            case ID_REUSED ->
                Optional.of(new Declined(MarketRefusal.REPLAYED, detail + "; sign the order with another salt"));
            default -> Optional.empty();
        };
    }

    /** What was opened is open now. */
    void committed() {
        shelf.opened(accounts.keySet());
    }

    private Draft draft(String kind, String id, boolean takes) {
        Draft draft = new Draft(new Cause(kind, id), new ArrayList<>(), takes);
        drafts.add(draft);
        return draft;
    }

    private static void less(Met met) {
        met.maker().rest -= met.quantity();
        met.taker().rest -= met.quantity();
    }

    private void setAside(OrderRow order, Asset hours, Draft draft) {
        Transfer.Reserve cover = Purse.reserve(party(order.party), order, hours, order.rest);
        order.pending = cover.pending();
        funds.take(cover.from(), cover.amount());
        draft.transfers.add(cover);
        aside.put(cover.pending(), draft);
    }

    private void giveBack(OrderRow order, Asset hours, Draft draft) {
        UUID pending = order.pending;
        if (pending == null) {
            return;
        }
        Transfer.Reserve cover = Purse.reserve(party(order.party), order, hours, order.rest);
        funds.give(cover.from(), cover.amount());
        Draft covered = aside.remove(pending);
        if (covered == null) {
            draft.transfers.add(new Transfer.Release(pending));
        } else {
            covered.transfers.remove(cover);
        }
        order.pending = null;
    }

    private Party party(String name) {
        return shelf.party(name, unknown -> journal.party(tx, unknown).orElseThrow());
    }
}
