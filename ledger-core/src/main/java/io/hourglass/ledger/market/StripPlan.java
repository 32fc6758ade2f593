package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much of a strip can be had: lot by lot from the first order of every month's queue, as long as all
 * months have one and their prices together are within the limit. The months' prices only become worse, so
 * what is found is the most there is, and every lot of it is within the limit.
 *
 * @param lots of each month
 * @param takes from which orders, month by month, best first
 * @param next what the next lot would cost in all months together; empty where a month has no more
 */
record StripPlan(long lots, List<Take> takes, Optional<Long> next) {
    /** Trades of one strip: all of them settle in one call. */
    private static final int TAKES_MAX = LinkedTrades.FILLS_MOST;

    /** @param queue of the other side within the leg's own limit, best first */
    record Month(Instrument instrument, List<BookOrder> queue, Band band) {}

    /** @param month its place in the strip */
    record Take(int month, Price price, long lots) {}

    /** @param limit what the months may cost together, or are to bring, micro-dollars per GPU-hour */
    static StripPlan of(List<Month> months, boolean buy, long limit, long quantity, long owner, SelfMatch selfMatch) {
        List<Walk> walks =
                months.stream().map(month -> new Walk(month, owner, selfMatch)).toList();
        long lots = 0;
        Optional<Long> next = together(walks);
        while (lots < quantity
                && next.filter(sum -> buy ? sum <= limit : sum >= limit).isPresent()
                && walks.stream().mapToInt(Walk::touched).sum() <= TAKES_MAX) {
            long most = quantity - lots;
            long taken = walks.stream().mapToLong(walk -> walk.left).reduce(most, Math::min);
            walks.forEach(walk -> walk.take(taken));
            lots += taken;
            next = together(walks);
        }
        List<Take> takes = new ArrayList<>();
        for (int i = 0; i < walks.size(); i++) {
            int month = i;
            walks.get(i).taken.forEach(one -> takes.add(new Take(month, one.price, one.lots)));
        }
        return new StripPlan(lots, takes, next);
    }

    /** What one more lot of each costs; empty where a month has none. */
    private static Optional<Long> together(List<Walk> walks) {
        return walks.stream().allMatch(Walk::has)
                ? Optional.of(walks.stream().mapToLong(Walk::price).sum())
                : Optional.empty();
    }

    /** The worst price taken in a month. */
    Price worst(int month) {
        return takes.stream()
                .filter(take -> take.month == month)
                .reduce((one, later) -> later)
                .orElseThrow()
                .price;
    }

    private record Taken(Price price, long lots) {}

    /** One month's queue, from its best order on. */
    private static final class Walk {
        private final Month month;
        private final long owner;
        private final SelfMatch selfMatch;
        private Band band;
        private final List<Taken> taken = new ArrayList<>();
        private int at;
        private long left;
        private long here;

        Walk(Month month, long owner, SelfMatch selfMatch) {
            this.month = month;
            this.band = month.band;
            this.owner = owner;
            this.selfMatch = selfMatch;
            arrive();
        }

        /** To the next order that may be met: own ones give way, or end it. */
        private void arrive() {
            while (at < month.queue.size()
                    && month.queue.get(at).owner() == owner
                    && selfMatch == SelfMatch.CANCEL_RESTING) {
                at++;
            }
            left = has() ? month.queue.get(at).rest() : 0;
        }

        boolean has() {
            return at < month.queue.size()
                    && month.queue.get(at).owner() != owner
                    && band.has(month.queue.get(at).price());
        }

        long price() {
            return month.instrument.price(month.queue.get(at).price()).micros();
        }

        /** Orders taken from, the one it is at included. */
        int touched() {
            return taken.size() + (here == 0 ? 1 : 0);
        }

        void take(long lots) {
            if (band.reference() == 0) {
                band = band.around(month.queue.get(at).price());
            }
            here += lots;
            Taken now = new Taken(new Price(price()), here);
            if (here == lots) {
                taken.add(now);
            } else {
                taken.set(taken.size() - 1, now);
            }
            left -= lots;
            if (left == 0) {
                at++;
                here = 0;
                arrive();
            }
        }
    }
}
