package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.market.matching.Tape;
import io.hourglass.ledger.money.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The book of one spread with its rows: the engine that matches outright orders, on prices that may be
 * negative, without a band of its own (its legs' is asked of each order) and without auctions.
 */
final class SpreadBook implements Tape {

    /** What happened to resting orders. */
    sealed interface Event {
        /** @param price micro-dollars per GPU-hour, the resting order's */
        record Met(CombinationRow maker, CombinationRow taker, long quantity, long price) implements Event {
            CombinationRow buyer() {
                return maker.buy ? maker : taker;
            }

            CombinationRow seller() {
                return maker.buy ? taker : maker;
            }
        }

        record GaveWay(CombinationRow resting) implements Event {}
    }

    private final long tick;
    private final OrderBook book = new OrderBook(Phase.CONTINUOUS, Band.NONE, this);
    private final Map<Long, CombinationRow> rows = new HashMap<>();
    private final List<Event> events = new ArrayList<>();

    /** @param resting by time */
    SpreadBook(Spread spread, Collection<CombinationRow> resting) {
        this.tick = spread.tick();
        resting.forEach(row -> {
            rows.put(row.sequence, row);
            book.add(order(row));
        });
    }

    Ending submit(CombinationRow row) {
        rows.put(row.sequence, row);
        return book.submit(order(row));
    }

    /** What happened, in its order; the rests of the rows are as before all of it. */
    List<Event> events() {
        return List.copyOf(events);
    }

    Hash digest() {
        return book.digest();
    }

    @Override
    public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {
        events.add(new Event.Met(row(maker), row(taker), quantity, Math.multiplyExact(price, tick)));
    }

    @Override
    public void cancelled(BookOrder resting) {
        events.add(new Event.GaveWay(row(resting)));
    }

    private CombinationRow row(BookOrder order) {
        return Objects.requireNonNull(rows.get(order.id()), "a row for each order in the book");
    }

    private BookOrder order(CombinationRow row) {
        return new BookOrder(
                row.sequence,
                BookOrder.number(row.owner),
                row.buy,
                row.price / tick,
                row.rest,
                row.type,
                row.selfMatch);
    }
}
