package io.hourglass.ledger.market.matching;

import java.util.Optional;

/**
 * The one price at which a crossed book trades, by the four rules call auctions commonly have (ASX
 * Operating Rules procedure 4.1; the same in most others), over every tick between the best offer and
 * the best bid:
 *
 * <ol>
 *   <li>the most that can be traded, min(D, S), where D is what buyers of this limit or a higher one
 *       want and S what sellers of this limit or a lower one offer;
 *   <li>among those, the least surplus |D − S|;
 *   <li>market pressure: if all of them leave buyers (D &gt; S), the highest; if all leave sellers, the
 *       lowest;
 *   <li>otherwise the one nearest to the reference price, the lower of two as near;
 *       without a reference the middle of them, rounded down.
 * </ol>
 *
 * @param price in ticks
 * @param volume what is traded
 * @param surplus D − S at the price: positive where buyers are left
 */
public record Auction(long price, long volume, long surplus) {

    /** The price of a book, if it is crossed. */
    static Optional<Auction> of(Side bids, Side asks, long reference) {
        Level bid = bids.best();
        Level ask = asks.best();
        if (bid == null || ask == null || bid.price < ask.price) {
            return Optional.empty();
        }
        Search search = new Search(reference);
        long demand = demand(bids, ask.price);
        long supply = 0;
        int nextAsk = 0;
        int nextBid = worstCrossing(bids, ask.price);
        // D and S change where an offer's limit is reached and where a bid's is passed; in between they are one range.
        for (long from = ask.price; from <= bid.price; ) {
            while (nextAsk < asks.size() && asks.get(nextAsk).price <= from) {
                supply += asks.get(nextAsk++).total;
            }
            while (nextBid >= 0 && bids.get(nextBid).price < from) {
                demand -= bids.get(nextBid--).total;
            }
            long next = bids.get(nextBid).price + 1;
            if (nextAsk < asks.size()) {
                next = Math.min(next, asks.get(nextAsk).price);
            }
            search.offer(from, next - 1, demand, supply);
            from = next;
        }
        return Optional.of(search.found());
    }

    private static long demand(Side bids, long from) {
        long demand = 0;
        for (int place = 0; place < bids.size() && bids.get(place).price >= from; place++) {
            demand = Math.addExact(demand, bids.get(place).total);
        }
        return demand;
    }

    private static int worstCrossing(Side bids, long ask) {
        int place = bids.size() - 1;
        while (bids.get(place).price < ask) {
            place--;
        }
        return place;
    }

    /** The best ranges of prices so far: those that leave buyers or nobody, and those that leave sellers. */
    private static final class Search {
        private final long reference;
        private long volume;
        private long surplus;
        private long low;
        private long high;

        /** The highest price of the range that leaves buyers: above it the others leave sellers. */
        private long turn;

        Search(long reference) {
            this.reference = reference;
        }

        void offer(long from, long to, long demand, long supply) {
            long traded = Math.min(demand, supply);
            long left = demand - supply;
            boolean better = traded > volume || (traded == volume && Math.abs(left) < Math.abs(surplus));
            boolean asGood = traded == volume && Math.abs(left) == Math.abs(surplus);
            if (better) {
                volume = traded;
                surplus = left;
                low = from;
                high = to;
                turn = left < 0 ? from - 1 : to;
            } else if (asGood) {
                high = to;
                turn = left < 0 ? turn : to;
            }
        }

        Auction found() {
            if (surplus > 0 && turn < high) {
                // some leave buyers, the prices above them as many sellers: the two next to each other are left
                long price = reference > turn ? turn + 1 : turn;
                return new Auction(price, volume, price > turn ? -surplus : surplus);
            }
            if (surplus != 0) {
                return new Auction(surplus > 0 ? high : low, volume, surplus);
            }
            long leaned = reference == 0 ? low + (high - low) / 2 : Math.clamp(reference, low, high);
            return new Auction(leaned, volume, 0);
        }
    }
}
