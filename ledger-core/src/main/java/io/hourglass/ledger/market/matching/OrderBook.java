package io.hourglass.ledger.market.matching;

import io.hourglass.ledger.money.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The book of one instrument: the best price first, then who came first, at the resting order's price.
 *
 * <p>Example: offers of 5 h at 240 ticks and 5 h at 250 and a bid for 8 h at 250 give fills of 5 h at 240
 * and 3 h at 250, and 2 h stay offered at 250.
 *
 * <p>While it gathers (before the opening, and after a trade would have left the {@link Band}) orders only
 * queue, crossed as they may be, until {@link #uncross} trades them at one price. No two orders of one
 * owner ever stand crossed: so none can meet, in an auction as little as without.
 *
 * <p>Not for several threads. The same calls give the same fills and the same {@link #digest}.
 */
public final class OrderBook {
    private final Side bids = new Side(true);
    private final Side asks = new Side(false);
    private final OrderIndex orders = new OrderIndex();
    private final Tape tape;
    private Phase phase;
    private Band band;

    /** @param tape is told of every fill */
    public OrderBook(Phase phase, Band band, Tape tape) {
        this.phase = phase;
        this.band = band;
        this.tape = tape;
    }

    public Phase phase() {
        return phase;
    }

    public Band band() {
        return band;
    }

    public int size() {
        return orders.size();
    }

    /** The resting order of an id. */
    public Optional<BookOrder> find(long id) {
        return Optional.ofNullable(orders.get(id));
    }

    /** Puts an order in behind those of its price, unmatched: how a book is rebuilt. */
    public void add(BookOrder order) {
        if (!orders.add(order)) {
            throw new IllegalArgumentException("an id used twice: " + order.id());
        }
        side(order.buy()).append(order);
    }

    /** Takes what the order may take, and lets the rest rest if it may. */
    public Ending submit(BookOrder order) {
        if (phase.gathers()) {
            return gather(order);
        }
        return switch (order.type()) {
            case LIMIT, IMMEDIATE_OR_CANCEL -> match(order, order.price());
            case MARKET -> match(order, protectedLimit(order));
            case POST_ONLY -> post(order);
            case FILL_OR_KILL -> whole(order) ? match(order, order.price()) : Ending.NOT_WHOLE;
        };
    }

    /** Takes an order out; false if it is not in. */
    public boolean cancel(long id) {
        BookOrder order = orders.get(id);
        if (order == null) {
            return false;
        }
        takeOut(order);
        return true;
    }

    /** Takes something off what an order has to fill; it keeps its place. False if that would leave nothing. */
    public boolean reduce(long id, long by) {
        BookOrder order = orders.get(id);
        if (order == null || by <= 0 || by >= order.rest) {
            return false;
        }
        shrink(order, by);
        return true;
    }

    /**
     * Puts an order in another's stead: in its place in the queue where it is no larger and at the same
     * price, as a new one otherwise.
     *
     * @throws IllegalArgumentException if the old one is not in, or they are not of one owner and side
     */
    public Ending replace(long old, BookOrder fresh) {
        BookOrder there = orders.get(old);
        if (there == null || there.buy() != fresh.buy() || there.owner() != fresh.owner()) {
            throw new IllegalArgumentException(old + " is nothing that " + fresh + " could replace");
        }
        Level level = there.level;
        if (level == null || !keepsPlace(there, fresh)) {
            takeOut(there);
            return submit(fresh);
        }
        orders.remove(there);
        if (!orders.add(fresh)) {
            throw new IllegalArgumentException("an id used twice: " + fresh.id());
        }
        level.swap(there, fresh);
        return Ending.RESTS;
    }

    /** Whether an order that replaces another stands where that one stood. */
    public static boolean keepsPlace(BookOrder old, BookOrder fresh) {
        return fresh.type().rests() && fresh.price() == old.price() && fresh.rest <= old.rest;
    }

    /** From now on orders gather. */
    public void halt(Phase gathering) {
        phase = gathering;
    }

    /** What an auction would come to now. */
    public Optional<Auction> indicative() {
        return Auction.of(bids, asks, band.reference());
    }

    /** Trades what is crossed at one price, which the band is around from now on, and goes on continuously. */
    public Optional<Auction> uncross() {
        Optional<Auction> auction = indicative();
        auction.ifPresent(found -> {
            trade(found);
            band = band.around(found.price());
        });
        phase = Phase.CONTINUOUS;
        return auction;
    }

    /** Best first, and who came first. */
    public List<BookOrder> bids() {
        return listed(bids);
    }

    /** Best first, and who came first. */
    public List<BookOrder> asks() {
        return listed(asks);
    }

    /** SHA-256 over everything the book will ever decide by: equal books have equal digests, byte for byte. */
    public Hash digest() {
        StringBuilder written = new StringBuilder()
                .append(phase)
                .append(' ')
                .append(band.reference())
                .append(' ')
                .append(band.percent())
                .append(' ')
                .append(band.protection())
                .append('\n');
        bids.forEach(order -> write(order, written));
        asks.forEach(order -> write(order, written));
        return Hash.sha256(written.toString());
    }

    private static void write(BookOrder order, StringBuilder written) {
        written.append(order.id())
                .append(' ')
                .append(order.owner())
                .append(order.buy() ? " buy " : " sell ")
                .append(order.rest)
                .append(' ')
                .append(order.price())
                .append('\n');
    }

    private Ending match(BookOrder taker, long limit) {
        Side others = side(!taker.buy());
        for (Level level = others.best(); level != null && within(taker, level.price, limit); level = others.best()) {
            BookOrder maker = level.first;
            if (maker == null) {
                throw new IllegalStateException("an empty level at " + level.price);
            }
            if (maker.owner() == taker.owner()) {
                if (taker.selfMatch() == SelfMatch.CANCEL_INCOMING) {
                    return Ending.OWN_ORDER;
                }
                giveWay(maker);
            } else if (!band.has(level.price)) {
                return leaveBand(taker);
            } else if (fill(level, maker, taker)) {
                return Ending.FILLED;
            }
        }
        return rest(taker);
    }

    private static boolean within(BookOrder taker, long price, long limit) {
        return taker.buy() ? price <= limit : price >= limit;
    }

    /** Whether the taker is done. */
    private boolean fill(Level level, BookOrder maker, BookOrder taker) {
        long quantity = Math.min(maker.rest, taker.rest);
        taker.rest -= quantity;
        shrink(maker, quantity);
        if (maker.rest == 0) {
            takeOut(maker);
        }
        if (band.reference() == 0 && !band.isNone()) {
            band = band.around(level.price);
        }
        tape.filled(maker, taker, quantity, level.price);
        return taker.rest == 0;
    }

    private Ending rest(BookOrder taker) {
        if (!taker.type().rests()) {
            return taker.type() == OrderType.MARKET ? Ending.PROTECTED : Ending.NOBODY;
        }
        add(taker);
        return Ending.RESTS;
    }

    /** What crosses the band waits for an auction with the rest of the book. */
    private Ending leaveBand(BookOrder taker) {
        if (!taker.type().rests()) {
            return Ending.BEYOND_BAND;
        }
        phase = Phase.PROTECTIVE;
        return gather(taker);
    }

    private Ending post(BookOrder order) {
        Level best = side(!order.buy()).best();
        return best != null && order.takes(best.price) ? Ending.WOULD_TAKE : rest(order);
    }

    private long protectedLimit(BookOrder order) {
        Level best = side(!order.buy()).best();
        if (best == null) {
            return order.price();
        }
        return order.buy()
                ? Math.min(order.price(), best.price + band.protectionTicks())
                : Math.max(order.price(), best.price - band.protectionTicks());
    }

    /** Whether all of an order would be filled now. */
    private boolean whole(BookOrder taker) {
        Side others = side(!taker.buy());
        long missing = taker.rest;
        for (int place = 0; place < others.size(); place++) {
            Level level = others.get(place);
            if (!taker.takes(level.price)) {
                return false;
            }
            for (BookOrder maker = level.first; maker != null; maker = maker.behind) {
                boolean own = maker.owner() == taker.owner();
                if (own ? taker.selfMatch() == SelfMatch.CANCEL_INCOMING : !band.has(level.price)) {
                    return false;
                }
                missing -= own ? 0 : maker.rest;
                if (missing <= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private Ending gather(BookOrder order) {
        if (order.type() != OrderType.LIMIT) {
            return Ending.IN_AUCTION;
        }
        List<BookOrder> own = crossedOwn(order);
        if (!own.isEmpty() && order.selfMatch() == SelfMatch.CANCEL_INCOMING) {
            return Ending.OWN_ORDER;
        }
        own.forEach(this::giveWay);
        add(order);
        return Ending.RESTS;
    }

    private List<BookOrder> crossedOwn(BookOrder order) {
        List<BookOrder> own = new ArrayList<>();
        Side others = side(!order.buy());
        for (int place = 0; place < others.size() && order.takes(others.get(place).price); place++) {
            for (BookOrder other = others.get(place).first; other != null; other = other.behind) {
                if (other.owner() == order.owner()) {
                    own.add(other);
                }
            }
        }
        return own;
    }

    private void trade(Auction auction) {
        long left = auction.volume();
        while (left > 0) {
            BookOrder bid = first(bids.best());
            BookOrder ask = first(asks.best());
            long quantity = Math.min(left, Math.min(bid.rest, ask.rest));
            left -= quantity;
            for (BookOrder one : List.of(bid, ask)) {
                shrink(one, quantity);
                if (one.rest == 0) {
                    takeOut(one);
                }
            }
            boolean bidCame = bid.id() < ask.id();
            tape.filled(bidCame ? bid : ask, bidCame ? ask : bid, quantity, auction.price());
        }
    }

    private static BookOrder first(@Nullable Level level) {
        if (level == null || level.first == null) {
            throw new IllegalStateException("an auction found more than there is");
        }
        return level.first;
    }

    private void giveWay(BookOrder resting) {
        takeOut(resting);
        tape.cancelled(resting);
    }

    private void takeOut(BookOrder order) {
        side(order.buy()).remove(order);
        orders.remove(order);
    }

    private static void shrink(BookOrder order, long by) {
        order.rest -= by;
        if (order.level != null) {
            order.level.total -= by;
        }
    }

    private Side side(boolean buy) {
        return buy ? bids : asks;
    }

    private static List<BookOrder> listed(Side side) {
        List<BookOrder> listed = new ArrayList<>();
        side.forEach(listed::add);
        return listed;
    }
}
