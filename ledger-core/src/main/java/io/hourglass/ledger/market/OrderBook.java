package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The matching engine of one instrument: price first, then time, at the resting order's price.
 *
 * <p>Pure and deterministic: no clock, no I/O; the same orders in the same sequence give the same
 * fills. Example: asks of 5 h at $2.40 and 5 h at $2.50 and a bid for 8 h at $2.50 give fills of 5
 * h at $2.40 and 3 h at $2.50, and 2 h stay offered at $2.50.
 */
public final class OrderBook {
    private static final Comparator<Resting> TIME = Comparator.comparingLong(Resting::sequence);
    private final NavigableSet<Resting> bids =
            new TreeSet<>(Comparator.comparing(Resting::limit).reversed().thenComparing(TIME));
    private final NavigableSet<Resting> asks =
            new TreeSet<>(Comparator.comparing(Resting::limit).thenComparing(TIME));

    /**
     * An order as the engine sees it.
     *
     * @param party whose orders must not meet
     * @param sequence time priority, unique in an instrument
     * @param quantity what is still to be filled: µGPU-hours or lots
     */
    public record Resting(Hash id, String party, boolean buy, Price limit, long sequence, long quantity) {
        public Resting {
            if (quantity <= 0) {
                throw new IllegalArgumentException("nothing left to fill: " + quantity);
            }
        }

        Resting less(long filled) {
            return new Resting(id, party, buy, limit, sequence, quantity - filled);
        }

        boolean takes(Resting other) {
            return buy ? limit.compareTo(other.limit) >= 0 : limit.compareTo(other.limit) <= 0;
        }
    }

    /** What happens to what the other side could not fill. */
    public enum TimeInForce {
        /** Good till cancelled: it rests. */
        GTC,
        /** Immediate or cancel. */
        IOC
    }

    /** How an incoming order ended its first pass. */
    public enum Ending {
        FILLED,
        RESTS,
        /** Immediate or cancel, and nobody was left to take. */
        NOBODY,
        /** The next order to meet was the same party's: what was left is cancelled. */
        OWN_ORDER
    }

    /** @param maker as it stood before this fill */
    public record Fill(Resting maker, Resting taker, long quantity, Price price) {
        public Resting buy() {
            return maker.buy() ? maker : taker;
        }

        public Resting sell() {
            return maker.buy() ? taker : maker;
        }
    }

    /** @param rest what was not filled */
    public record Matched(List<Fill> fills, long rest, Ending ending) {}

    /** Puts an order in without matching: how the book is rebuilt from its rows. */
    public void add(Resting order) {
        if (!side(order.buy).add(order)) {
            throw new IllegalArgumentException("sequence used twice: " + order.sequence);
        }
    }

    /** Matches an incoming order and lets the rest rest, if it may. */
    public Matched submit(Resting incoming, TimeInForce timeInForce) {
        List<Fill> fills = new ArrayList<>();
        NavigableSet<Resting> others = side(!incoming.buy);
        Resting taker = incoming;
        while (!others.isEmpty() && incoming.takes(others.first())) {
            Resting maker = others.first();
            if (maker.party.equals(incoming.party)) {
                return new Matched(fills, taker.quantity, Ending.OWN_ORDER);
            }
            long quantity = Math.min(taker.quantity, maker.quantity);
            fills.add(new Fill(maker, taker, quantity, maker.limit));
            others.remove(maker);
            if (maker.quantity > quantity) {
                others.add(maker.less(quantity));
            }
            if (taker.quantity == quantity) {
                return new Matched(fills, 0, Ending.FILLED);
            }
            taker = taker.less(quantity);
        }
        if (timeInForce == TimeInForce.IOC) {
            return new Matched(fills, taker.quantity, Ending.NOBODY);
        }
        add(taker);
        return new Matched(fills, taker.quantity, Ending.RESTS);
    }

    /** Takes an order out; false if it is not in. */
    public boolean cancel(Hash id) {
        return bids.removeIf(order -> order.id.equals(id)) || asks.removeIf(order -> order.id.equals(id));
    }

    /** Best first. */
    public List<Resting> bids() {
        return List.copyOf(bids);
    }

    /** Best first. */
    public List<Resting> asks() {
        return List.copyOf(asks);
    }

    private NavigableSet<Resting> side(boolean buy) {
        return buy ? bids : asks;
    }
}
