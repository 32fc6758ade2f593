package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.OpenBook.Event.GaveWay;
import io.hourglass.ledger.market.OpenBook.Event.Met;
import io.hourglass.ledger.market.OpenBook.Limit;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
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
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Matches a set of admitted orders against their instruments' books, one after another, and writes
 * what follows of all of them at once. The instruments' locks are held.
 */
final class Matching {
    private final Tx tx;
    private final Covering covering;
    private final Map<Venue, MarketTerms> terms;
    private final Instant now;

    private final Map<Hash, OpenBook> books = new HashMap<>();
    /** Every order the set may meet or replace, by id: what was there and what the set placed before. */
    private final Map<String, OrderRow> known = new HashMap<>();

    private final Map<String, OrderRow> placed = new LinkedHashMap<>();
    /** What was there and was changed by this set. */
    private final Map<String, OrderRow> changed = new LinkedHashMap<>();

    private final List<TradeRow> trades = new ArrayList<>();

    Matching(Journal journal, Purse purse, Tx tx, Funds funds, Map<Venue, MarketTerms> terms, Instant now) {
        this.tx = tx;
        this.covering = new Covering(journal, purse, tx, funds, now);
        this.terms = terms;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Gets what the orders may meet: of each book the side that is as good as the best limit among them,
     * and what they are to replace.
     */
    void open(Collection<Instrument> instruments, List<Candidate> candidates) {
        for (Instrument instrument : instruments) {
            List<Candidate> here = candidates.stream()
                    .filter(one -> one.order().base().equals(instrument.id()))
                    .toList();
            List<OrderRow> rows = new ArrayList<>();
            for (boolean buy : List.of(true, false)) {
                here.stream()
                        .map(Candidate::order)
                        .filter(order -> order.buy() == buy)
                        .map(Order::price)
                        .max(buy ? Price::compareTo : (one, other) -> other.compareTo(one))
                        .ifPresent(
                                best -> rows.addAll(OpenBook.resting(tx, instrument.id(), new Limit(!buy, best), now)));
            }
            rows.addAll(named(instrument, here));
            open(instrument, rows);
        }
        covering.lookUp(known.values());
    }

    private List<OrderRow> named(Instrument instrument, List<Candidate> candidates) {
        List<Hash> replaced = candidates.stream()
                .flatMap(one -> Optional.ofNullable(one.placement().replaces()).stream())
                .toList();
        return replaced.isEmpty()
                ? List.of()
                : tx.query(
                        "select * from hourglass.market_order where id = any (?) and instrument = ?",
                        OrderRow::read,
                        replaced,
                        instrument.id());
    }

    /** Gets the whole book. */
    OpenBook open(Instrument instrument) {
        OpenBook book = open(instrument, OpenBook.resting(tx, instrument.id(), null, now));
        covering.lookUp(known.values());
        return book;
    }

    private OpenBook open(Instrument instrument, List<OrderRow> rows) {
        OpenBook book = new OpenBook(instrument, requireNonNull(terms.get(instrument.venue())));
        // A row can be found twice: once as what may be met, once as what is replaced.
        Map<String, OrderRow> once =
                rows.stream().collect(Collectors.toMap(row -> row.id, Function.identity(), (one, same) -> one));
        known.putAll(once);
        book.add(once.values().stream().filter(this::inBook).toList());
        books.put(instrument.id(), book);
        return book;
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
        OrderRow old = known.get(replaced.hex());
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
        OrderRow old = replaced == null ? null : known.get(replaced.hex());
        if (old != null && instrument.venue() == Venue.SETTLEMENT) {
            covering.count(old, instrument.asset(), aside);
        } else if (old != null) {
            tx.run("update hourglass.market_order set live = not ? where id = ?", aside, old.id);
        }
    }

    /** Matches one order; what it came to is written by {@link #write}. */
    OrderView place(Instrument instrument, Party party, String owner, Candidate candidate, long sequence) {
        OrderRow taker = new OrderRow(candidate.digest(), sequence, party.name(), owner, candidate.placement(), now);
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
        return taker.view(instrument.code(), made);
    }

    private Ending put(OpenBook book, OrderRow taker) {
        OrderRow old = taker.replaces == null ? null : known.get(taker.replaces);
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
        books.values().forEach(this::writePhase);
        return covering.write();
    }

    private void writePhase(OpenBook open) {
        Instrument was = open.instrument();
        Phase phase = open.book().phase();
        long reference = open.book().band().reference();
        Price price = reference == 0 ? null : was.price(reference);
        if (phase == was.phase() && (price == null || price.equals(was.reference()))) {
            return;
        }
        Instant uncrosses = phase == was.phase()
                ? was.uncrosses()
                : phase.gathers()
                        ? now.plus(requireNonNull(terms.get(was.venue())).protective())
                        : null;
        tx.run(
                "update hourglass.instrument set phase = ?, uncrosses = ?, reference = ? where id = ?",
                phase,
                uncrosses,
                price == null ? null : price.micros(),
                was.id());
    }

    private TradeRow trade(Instrument instrument, Met met, boolean takerRests) {
        TradeRow trade = covering.trade(instrument, met, now);
        trade.heldUntil = ErrorTrades.heldUntil(instrument, requireNonNull(terms.get(instrument.venue())), trade)
                .orElse(null);
        trades.add(trade);
        covering.deal(instrument, met, trade, takerRests);
        finish(met.maker());
        if (!placed.containsKey(met.maker().id)) {
            changed.put(met.maker().id, met.maker());
        }
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
        order.end(why, now);
        order.withdrawal = withdrawal;
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
