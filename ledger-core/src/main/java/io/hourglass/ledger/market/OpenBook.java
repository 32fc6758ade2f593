package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.matching.Auction;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.Tape;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The book of one instrument with its rows: what the engine says of numbers is told of orders. Of what
 * rests, it holds what was asked for: the instrument is locked, so the rows are the book.
 */
final class OpenBook implements Tape {

    /** What happened to resting orders. */
    sealed interface Event {
        /** Their rests are as before it. */
        record Met(OrderRow maker, OrderRow taker, long quantity, Price price) implements Event {
            OrderRow buy() {
                return maker.buy ? maker : taker;
            }

            OrderRow sell() {
                return maker.buy ? taker : maker;
            }
        }

        record GaveWay(OrderRow resting) implements Event {}
    }

    private final MarketTerms terms;
    private final OrderBook book;
    private final Map<Long, OrderRow> rows = new HashMap<>();
    private final Map<String, OrderRow> byId = new HashMap<>();
    private Instrument instrument;
    /** The transaction whose rows these are. */
    private long changed;
    /** None of its rows expires before. */
    private Instant nextExpiry = Instant.MAX;

    private List<Event> events = new ArrayList<>();

    OpenBook(Locked locked, MarketTerms terms) {
        this.instrument = locked.instrument();
        this.changed = locked.changed();
        this.terms = terms;
        this.book = new OrderBook(instrument.phase(), terms.band(instrument), this);
    }

    Instrument instrument() {
        return instrument;
    }

    OrderBook book() {
        return book;
    }

    MarketTerms terms() {
        return terms;
    }

    /** Whether nobody has changed its rows or its instrument since it was left like this. */
    boolean isStill(Locked locked, MarketTerms inForce) {
        return changed == locked.changed() && instrument.equals(locked.instrument()) && terms.equals(inForce);
    }

    /** Its rows, and its instrument's, are now as this transaction has written them. */
    void written(Instrument as, long transaction) {
        instrument = as;
        changed = transaction;
    }

    /** Takes out what is good no longer; the rows are seen to by whoever sweeps. */
    void expire(Instant now) {
        if (nextExpiry.isBefore(now)) {
            List<OrderRow> over = rows.values().stream()
                    .filter(row -> row.expiry.isBefore(now))
                    .toList();
            over.forEach(row -> {
                book.cancel(row.place);
                forget(row);
            });
            nextExpiry = rows.values().stream()
                    .map(row -> row.expiry)
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    Optional<OrderRow> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** A row that is no longer in the book. */
    void forget(OrderRow row) {
        rows.remove(row.place, row);
        byId.remove(row.id);
    }

    private void enter(OrderRow row) {
        rows.put(row.place, row);
        byId.put(row.id, row);
        if (row.expiry.isBefore(nextExpiry)) {
            nextExpiry = row.expiry;
        }
    }

    /** The rows that rest on one side at a price or a better one; all of both without a price. */
    static List<OrderRow> resting(Tx tx, Hash instrument, @Nullable Limit from, Instant now) {
        String side = from == null ? "" : " and buy = ? and price " + (from.buy ? ">= ?" : "<= ?");
        List<Object> arguments = new ArrayList<>(List.of(instrument, now));
        if (from != null) {
            arguments.add(from.buy);
            arguments.add(from.price.micros());
        }
        return tx.query(
                "select * from hourglass.market_order where instrument = ? and live and expiry >= ?" + side,
                OrderRow::read,
                arguments.toArray());
    }

    /** @param buy the side that rests */
    record Limit(boolean buy, Price price) {}

    /** Puts rows in, each once, by their places. */
    void add(Collection<OrderRow> found) {
        Map<Long, OrderRow> byPlace = new TreeMap<>();
        found.forEach(row -> byPlace.putIfAbsent(row.place, row));
        byPlace.values().forEach(row -> {
            enter(row);
            book.add(order(row));
        });
    }

    Ending submit(OrderRow row) {
        enter(row);
        return book.submit(order(row));
    }

    /** The new one takes the old one's place if it may. */
    Ending replace(OrderRow old, OrderRow fresh) {
        BookOrder there = book.find(old.place).orElseThrow();
        if (OrderBook.keepsPlace(there, order(fresh))) {
            fresh.place = old.place;
        }
        enter(fresh);
        return book.replace(old.place, order(fresh));
    }

    Optional<Auction> uncross() {
        return book.uncross();
    }

    /** What happened since it was last asked. */
    List<Event> events() {
        List<Event> happened = events;
        events = new ArrayList<>();
        return happened;
    }

    @Override
    public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {
        events.add(new Event.Met(row(maker), row(taker), quantity, instrument.price(price)));
    }

    @Override
    public void cancelled(BookOrder resting) {
        events.add(new Event.GaveWay(row(resting)));
    }

    private OrderRow row(BookOrder order) {
        return Objects.requireNonNull(rows.get(order.id()), "a row for each order in the book");
    }

    private BookOrder order(OrderRow row) {
        return new BookOrder(
                row.place,
                BookOrder.number(row.owner),
                row.buy,
                instrument.ticks(new Price(row.price)),
                row.rest,
                row.type,
                row.selfMatch);
    }
}
