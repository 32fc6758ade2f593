package io.hourglass.ledger.market.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The book as one would explain it: a list, sorted again for every question, each price tried. Slow, and
 * written from the rules, not from {@link OrderBook}.
 */
final class PlainBook {
    /** @param id of the newest; the place in the queue is the first number it replaced in place */
    record Order(
            long id, long place, long owner, boolean buy, long price, long rest, OrderType type, SelfMatch selfMatch) {
        Order with(long left) {
            return new Order(id, place, owner, buy, price, left, type, selfMatch);
        }

        boolean accepts(long other) {
            return buy ? price >= other : price <= other;
        }
    }

    record Fill(long maker, long taker, long quantity, long price) {}

    final List<Fill> fills = new ArrayList<>();
    final List<Long> gaveWay = new ArrayList<>();
    private final List<Order> resting = new ArrayList<>();
    private final int percent;
    private final int protection;
    private long reference;
    Phase phase;

    PlainBook(Phase phase, long reference, int percent, int protection) {
        this.phase = phase;
        this.reference = reference;
        this.percent = percent;
        this.protection = protection;
    }

    List<Order> side(boolean buy) {
        Comparator<Order> price = Comparator.comparingLong(Order::price);
        return resting.stream()
                .filter(order -> order.buy == buy)
                .sorted((buy ? price.reversed() : price).thenComparingLong(Order::place))
                .toList();
    }

    Ending submit(Order order) {
        if (phase != Phase.CONTINUOUS) {
            return queue(order);
        }
        List<Order> others = side(!order.buy);
        Order limited = order;
        if (order.type == OrderType.MARKET && !others.isEmpty()) {
            long best = others.getFirst().price;
            long way = reference * protection / 100;
            long far = order.buy ? Math.min(order.price, best + way) : Math.max(order.price, best - way);
            limited = new Order(
                    order.id, order.place, order.owner, order.buy, far, order.rest, order.type, order.selfMatch);
        }
        if (order.type == OrderType.POST_ONLY && others.stream().anyMatch(other -> order.accepts(other.price))) {
            return Ending.WOULD_TAKE;
        }
        if (order.type == OrderType.FILL_OR_KILL) {
            PlainBook trial = copy();
            trial.take(order);
            if (trial.fills.stream().mapToLong(Fill::quantity).sum() < order.rest) {
                return Ending.NOT_WHOLE;
            }
        }
        return take(limited);
    }

    private Ending take(Order order) {
        Order taker = order;
        for (Order maker : side(!order.buy)) {
            if (!order.accepts(maker.price)) {
                break;
            }
            if (maker.owner == order.owner) {
                if (order.selfMatch == SelfMatch.CANCEL_INCOMING) {
                    return Ending.OWN_ORDER;
                }
                resting.remove(maker);
                gaveWay.add(maker.id);
                continue;
            }
            if (percent > 0 && reference > 0 && Math.abs(maker.price - reference) > reference * percent / 100) {
                if (!order.type.rests()) {
                    return Ending.BEYOND_BAND;
                }
                phase = Phase.PROTECTIVE;
                return queue(taker);
            }
            long quantity = Math.min(maker.rest, taker.rest);
            fills.add(new Fill(maker.id, taker.id, quantity, maker.price));
            reference = reference == 0 ? maker.price : reference;
            resting.remove(maker);
            if (maker.rest > quantity) {
                resting.add(maker.with(maker.rest - quantity));
            }
            if (taker.rest == quantity) {
                return Ending.FILLED;
            }
            taker = taker.with(taker.rest - quantity);
        }
        if (!order.type.rests()) {
            return order.type == OrderType.MARKET ? Ending.PROTECTED : Ending.NOBODY;
        }
        resting.add(taker);
        return Ending.RESTS;
    }

    private Ending queue(Order order) {
        if (order.type != OrderType.LIMIT) {
            return Ending.IN_AUCTION;
        }
        List<Order> own = side(!order.buy).stream()
                .filter(other -> other.owner == order.owner && order.accepts(other.price))
                .toList();
        if (!own.isEmpty() && order.selfMatch == SelfMatch.CANCEL_INCOMING) {
            return Ending.OWN_ORDER;
        }
        own.forEach(other -> {
            resting.remove(other);
            gaveWay.add(other.id);
        });
        resting.add(order);
        return Ending.RESTS;
    }

    boolean cancel(long id) {
        return resting.removeIf(order -> order.id == id);
    }

    boolean reduce(long id, long by) {
        Optional<Order> found = find(id);
        if (found.isEmpty() || by <= 0 || found.get().rest <= by) {
            return false;
        }
        resting.remove(found.get());
        resting.add(found.get().with(found.get().rest - by));
        return true;
    }

    Ending replace(long old, Order fresh) {
        Order there = find(old).orElseThrow();
        resting.remove(there);
        if (fresh.price == there.price && fresh.rest <= there.rest && fresh.type.rests()) {
            resting.add(new Order(
                    fresh.id,
                    there.place,
                    fresh.owner,
                    fresh.buy,
                    fresh.price,
                    fresh.rest,
                    fresh.type,
                    fresh.selfMatch));
            return Ending.RESTS;
        }
        return submit(fresh);
    }

    Optional<Order> find(long id) {
        return resting.stream().filter(order -> order.id == id).findFirst();
    }

    /** Every tick is tried, and the four rules are applied to what each comes to. */
    Optional<Auction> auction() {
        List<Order> bids = side(true);
        List<Order> asks = side(false);
        if (bids.isEmpty() || asks.isEmpty() || bids.getFirst().price < asks.getFirst().price) {
            return Optional.empty();
        }
        List<Auction> all = LongStream.rangeClosed(asks.getFirst().price, bids.getFirst().price)
                .mapToObj(price -> {
                    long demand = wanted(bids, price);
                    long supply = wanted(asks, price);
                    return new Auction(price, Math.min(demand, supply), demand - supply);
                })
                .toList();
        long most = all.stream().mapToLong(Auction::volume).max().orElseThrow();
        List<Auction> busiest = all.stream().filter(one -> one.volume() == most).toList();
        long least =
                busiest.stream().mapToLong(one -> Math.abs(one.surplus())).min().orElseThrow();
        List<Auction> fairest =
                busiest.stream().filter(one -> Math.abs(one.surplus()) == least).toList();
        if (fairest.stream().allMatch(one -> one.surplus() > 0)) {
            return Optional.of(fairest.getLast());
        }
        if (fairest.stream().allMatch(one -> one.surplus() < 0)) {
            return Optional.of(fairest.getFirst());
        }
        // where the pressure turns from buyers to sellers, only the prices beside the turn are left
        List<Auction> left = least == 0
                ? fairest
                : fairest.stream()
                        .filter(one -> fairest.stream()
                                .anyMatch(other -> Math.abs(other.price() - one.price()) == 1
                                        && other.surplus() == -one.surplus()))
                        .toList();
        if (least == 0 && reference == 0) {
            return Optional.of(left.get((left.size() - 1) / 2));
        }
        return left.stream().min(Comparator.comparingLong(one -> Math.abs(one.price() - reference)));
    }

    private static long wanted(List<Order> side, long price) {
        return side.stream()
                .filter(order -> order.accepts(price))
                .mapToLong(Order::rest)
                .sum();
    }

    Optional<Auction> uncross() {
        Optional<Auction> auction = auction();
        auction.ifPresent(found -> {
            for (long left = found.volume(); left > 0; ) {
                Order bid = side(true).getFirst();
                Order ask = side(false).getFirst();
                long quantity = Math.min(left, Math.min(bid.rest, ask.rest));
                resting.remove(bid);
                resting.remove(ask);
                if (bid.rest > quantity) {
                    resting.add(bid.with(bid.rest - quantity));
                }
                if (ask.rest > quantity) {
                    resting.add(ask.with(ask.rest - quantity));
                }
                fills.add(new Fill(Math.min(bid.id, ask.id), Math.max(bid.id, ask.id), quantity, found.price()));
                left -= quantity;
            }
            reference = found.price();
        });
        phase = Phase.CONTINUOUS;
        return auction;
    }

    private PlainBook copy() {
        PlainBook copy = new PlainBook(phase, reference, percent, protection);
        copy.resting.addAll(resting);
        return copy;
    }
}
