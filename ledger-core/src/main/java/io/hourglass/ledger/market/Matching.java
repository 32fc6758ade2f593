package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.OpenBook.Event.GaveWay;
import io.hourglass.ledger.market.OpenBook.Event.Met;
import io.hourglass.ledger.market.OpenBook.Limit;
import io.hourglass.ledger.market.OrderRow.Turn;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.VenueRules.Checks;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.Auction;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Matches a set of admitted orders against their instruments' books, one after another, and writes
 * what follows of all of them at once. The instruments' locks are held.
 */
final class Matching {
    private final Tx tx;
    private final Covering covering;
    private final Map<Venue, MarketTerms> terms;
    private final @Nullable Shelf shelf;
    private final Venues venues;
    private final Optional<Checks> checks;
    private final Instant now;

    private final Map<Hash, OpenBook> books = new HashMap<>();
    /** Orders that are in no book, or were when the set began: what it is to replace, places or changes. */
    private final Map<String, OrderRow> known = new HashMap<>();

    private final Map<String, OrderRow> placed = new LinkedHashMap<>();
    /** What was there and was changed by this set. */
    private final Map<String, OrderRow> changed = new LinkedHashMap<>();

    private final List<TradeRow> trades = new ArrayList<>();
    private long transaction;
    private boolean firstTrade;

    /**
     * @param shelf where whole books may be from before and are left after; null for what can be met, from rows
     * @param checks who is to know what becomes of orders, where others are to be checked
     */
    Matching(
            Covering covering,
            Tx tx,
            Map<Venue, MarketTerms> terms,
            @Nullable Shelf shelf,
            Venues venues,
            Optional<Checks> checks,
            Instant now) {
        this.covering = covering;
        this.checks = checks;
        this.venues = venues;
        this.tx = tx;
        this.terms = terms;
        this.shelf = shelf;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Gets what the orders may meet and what they are to replace. Without a shelf that is, of each book,
     * the side that is as good as the best limit among them.
     */
    void open(Collection<Locked> instruments, List<Candidate> candidates) {
        for (Locked locked : instruments) {
            List<Candidate> here = candidates.stream()
                    .filter(one -> one.order().base().equals(locked.id()))
                    .toList();
            MarketTerms inForce = termsOf(locked.instrument());
            OpenBook book = shelf == null
                    ? read(new OpenBook(locked, inForce), within(locked.instrument(), here))
                    : shelf.take(locked, inForce, now).orElseGet(() -> readWhole(locked));
            books.put(locked.id(), book);
            List<OrderRow> named = named(book, here);
            named.forEach(row -> known.put(row.id, row));
            if (shelf == null) {
                read(book, named);
            }
        }
    }

    /** The rows that the orders can meet. */
    private List<OrderRow> within(Instrument instrument, List<Candidate> candidates) {
        List<OrderRow> rows = new ArrayList<>();
        for (boolean buy : List.of(true, false)) {
            candidates.stream()
                    .map(Candidate::order)
                    .filter(order -> order.buy() == buy)
                    .map(Order::price)
                    .max(buy ? Price::compareTo : (one, other) -> other.compareTo(one))
                    .ifPresent(best -> rows.addAll(OpenBook.resting(tx, instrument.id(), new Limit(!buy, best), now)));
        }
        return rows;
    }

    private List<OrderRow> named(OpenBook book, List<Candidate> candidates) {
        Instrument instrument = book.instrument();
        List<Hash> replaced = candidates.stream()
                .flatMap(one -> Optional.ofNullable(one.placement().replaces()).stream())
                .filter(id -> book.find(id.hex()).isEmpty())
                .toList();
        return replaced.isEmpty()
                ? List.of()
                : tx.query(
                        "select * from hourglass.market_order where id = any (?) and instrument = ?",
                        OrderRow::read,
                        replaced,
                        instrument.id());
    }

    /** Gets the whole book from its rows. */
    OpenBook open(Instrument instrument) {
        OpenBook book = readWhole(new Locked(instrument, 0));
        books.put(instrument.id(), book);
        return book;
    }

    private OpenBook readWhole(Locked locked) {
        Instrument instrument = locked.instrument();
        return read(new OpenBook(locked, termsOf(instrument)), OpenBook.resting(tx, instrument.id(), null, now));
    }

    private OpenBook read(OpenBook book, List<OrderRow> rows) {
        covering.lookUp(rows);
        book.add(rows.stream().filter(this::inBook).toList());
        return book;
    }

    private MarketTerms termsOf(Instrument instrument) {
        return requireNonNull(terms.get(instrument.venue()));
    }

    private @Nullable OrderRow find(Hash instrument, @Nullable String id) {
        OpenBook book = books.get(instrument);
        OrderRow row = id == null ? null : known.get(id);
        return row != null || book == null || id == null ? row : book.find(id).orElse(null);
    }

    private boolean inBook(OrderRow row) {
        return row.live && !row.expiry.isBefore(now);
    }

    /** Why an order cannot take the place of the one it is to replace; empty if it can, or replaces none. */
    Optional<Declined> irreplaceable(Candidate candidate, Party party) {
        Hash replaced = candidate.placement().replaces();
        if (replaced == null) {
            return Optional.empty();
        }
        OrderRow old = find(candidate.order().base(), replaced.hex());
        if (old == null || old.buy != candidate.order().buy()) {
            return Optional.of(new Declined(
                    MarketRefusal.UNKNOWN_ORDER,
                    "no order " + replaced + " on this side of the instrument to replace"));
        }
        if (!old.party.equals(party.name())) {
            return Optional.of(new Declined(MarketRefusal.NOT_YOURS, replaced + " is not an order of " + party.name()));
        }
        return inBook(old) ? Optional.empty() : Optional.of(Cancelling.closed(old));
    }

    /** While an order is checked, what it replaces covers nothing: it is given back as if it were gone. */
    void stepAside(Candidate candidate, Instrument instrument, boolean aside) {
        Hash replaced = candidate.placement().replaces();
        OrderRow old = replaced == null ? null : find(instrument.id(), replaced.hex());
        if (old == null) {
            return;
        }
        switch (instrument.venue()) {
            case SETTLEMENT -> covering.count(old, instrument.asset(), aside);
            case CLEARING -> rests(instrument, old, aside ? -old.rest : old.rest);
            case OPTIONS -> tx.run("update hourglass.market_order set live = not ? where id = ?", aside, old.id);
        }
    }

    private void rests(Instrument instrument, OrderRow order, long more) {
        checks.ifPresent(those -> those.rests(instrument, order.party, order.buy, more, new Price(order.price)));
    }

    /** Matches one order; what it came to is written by {@link #write}. */
    OrderView place(Instrument instrument, Party party, String owner, Candidate candidate, Turn turn) {
        transaction = turn.transaction();
        OrderRow taker =
                new OrderRow(candidate.digest(), turn.sequence(), party.name(), owner, candidate.placement(), now);
        covering.knows(party, instrument);
        placed.put(taker.id, taker);
        OpenBook book = requireNonNull(books.get(instrument.id()));
        Ending ending = put(book, taker);
        boolean rests = ending == Ending.RESTS;
        List<OpenBook.Event> events = book.events();
        List<UUID> made = new ArrayList<>();
        Met last = events.stream()
                .filter(Met.class::isInstance)
                .map(Met.class::cast)
                .reduce((one, next) -> next)
                .orElse(null);
        for (OpenBook.Event event : events) {
            switch (event) {
                case GaveWay(OrderRow row) ->
                    end(row, instrument, "would have met a newer order of the same owner", Withdrawal.WANTED);
                case Met met -> made.add(trade(instrument, met, rests && met.equals(last)).id);
            }
        }
        if (rests && last == null) {
            covering.cover(taker, instrument);
        }
        close(taker, ending);
        if (rests) {
            rests(instrument, taker, taker.rest);
        }
        return taker.view(instrument.code(), made);
    }

    private Ending put(OpenBook book, OrderRow taker) {
        OrderRow old = find(book.instrument().id(), taker.replaces);
        if (old == null) {
            return book.submit(taker);
        }
        Ending ending = book.replace(old, taker);
        end(old, book.instrument(), "replaced by " + taker.id, Withdrawal.WANTED);
        return ending;
    }

    /** Trades at one price what has gathered in a book that is open as a whole. */
    Optional<Auction> uncross(OpenBook book) {
        Optional<Auction> auction = book.uncross();
        for (OpenBook.Event event : book.events()) {
            if (event instanceof Met met) {
                trade(book.instrument(), met, true);
                changed.put(met.taker().id, met.taker());
                finish(met.taker());
            }
        }
        return auction;
    }

    /** Writes orders, trades and entries. Says what is missing if a cover is gone: roll back then. */
    Optional<Declined> write() {
        OrderRow.insert(tx, List.copyOf(placed.values()));
        OrderRow.update(tx, changed.values());
        TradeRow.insert(tx, trades);
        books.values().forEach(open -> venues.changed(tx, open.instrument(), parties(open.instrument())));
        books.values().forEach(this::writeBook);
        touched().filter(order -> !order.live).forEach(order -> requireNonNull(books.get(new Hash(order.instrument)))
                .forget(order));
        return covering.write();
    }

    /** Whose orders are not what they were. */
    private Set<String> parties(Instrument instrument) {
        return touched()
                .filter(order -> order.instrument.equals(instrument.id().hex()))
                .map(order -> order.party)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<OrderRow> touched() {
        return Stream.concat(placed.values().stream(), changed.values().stream());
    }

    /** Whether something was traded that never was before: what it is worth is that price from now on. */
    boolean isFirstTrade() {
        return firstTrade;
    }

    /** The transaction is durable: what it was done with is what the rows say now. */
    void committed() {
        covering.committed();
        if (shelf != null) {
            shelf.keep(books.values());
        }
    }

    private void writeBook(OpenBook open) {
        Instrument was = open.instrument();
        Instrument is = writePhase(open);
        boolean touched = placed.values().stream()
                .anyMatch(order -> order.instrument.equals(was.id().hex()));
        if (touched) {
            open.written(is, transaction);
        }
    }

    private Instrument writePhase(OpenBook open) {
        Instrument was = open.instrument();
        Phase phase = open.book().phase();
        long reference = open.book().band().reference();
        Price price = reference == 0 ? null : was.price(reference);
        if (phase == was.phase() && (price == null || price.equals(was.reference()))) {
            return was;
        }
        Instant uncrosses = phase == was.phase()
                ? was.uncrosses()
                : phase.gathers() ? now.plus(open.terms().protective()) : null;
        tx.run(
                "update hourglass.instrument set phase = ?, uncrosses = ?, reference = ? where id = ?",
                phase,
                uncrosses,
                price == null ? null : price.micros(),
                was.id());
        return was.after(phase, uncrosses, price);
    }

    private TradeRow trade(Instrument instrument, Met met, boolean takerRests) {
        TradeRow trade = covering.trade(instrument, met, now);
        trade.heldUntil =
                ErrorTrades.heldUntil(instrument, termsOf(instrument), trade).orElse(null);
        trades.add(trade);
        firstTrade |= instrument.reference() == null;
        covering.deal(instrument, met, trade, takerRests);
        rests(instrument, met.maker(), -met.quantity());
        checks.ifPresent(those -> those.traded(instrument, trade.buyer, trade.seller, met.quantity(), met.price()));
        finish(met.maker());
        change(met.maker());
        return trade;
    }

    private void finish(OrderRow order) {
        if (order.rest == 0) {
            order.live = false;
            order.ended = now;
        }
    }

    private void end(OrderRow order, Instrument instrument, String why, Withdrawal withdrawal) {
        covering.release(order, instrument);
        rests(instrument, order, -order.rest);
        order.end(why, now);
        order.withdrawal = withdrawal;
        change(order);
    }

    private void change(OrderRow order) {
        known.put(order.id, order);
        if (!placed.containsKey(order.id)) {
            changed.put(order.id, order);
        }
    }

    private void close(OrderRow taker, Ending ending) {
        taker.live = ending == Ending.RESTS;
        taker.ended = taker.live ? null : now;
        taker.reason = reason(ending);
        known.put(taker.id, taker);
    }

    private static @Nullable String reason(Ending ending) {
        return switch (ending) {
            case RESTS, FILLED -> null;
            case NOBODY -> "immediate or cancel: nobody left at this price";
            case PROTECTED -> "market order: nobody left within the protection";
            case OWN_ORDER -> "would have met an order of your own";
            case WOULD_TAKE -> "post only: it would have taken at once";
            case NOT_WHOLE -> "fill or kill: not all of it could be filled";
            case BEYOND_BAND -> "the next trade would have been outside the price band";
            case IN_AUCTION -> "an auction takes limit orders only";
        };
    }
}
