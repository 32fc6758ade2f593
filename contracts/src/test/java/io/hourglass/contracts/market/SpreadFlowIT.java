package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.market.matching.Tape;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random flows of spreads, beside outright orders and through two services in turns, against a plain list
 * that is sorted for every order: the same trades, the same book, and lots that sum to nothing after each step.
 */
class SpreadFlowIT {
    private static final long SEED = 20260809;
    private static final int STEPS = 180;
    static final Future OCTOBER = new Future(GPU, YearMonth.of(2026, 10));
    private static final List<String> NAMES = List.of("ada", "bob", "cyd");
    private static final List<OrderType> TYPES = List.of(
            OrderType.LIMIT,
            OrderType.LIMIT,
            OrderType.LIMIT,
            OrderType.POST_ONLY,
            OrderType.IMMEDIATE_OR_CANCEL,
            OrderType.FILL_OR_KILL);

    private final Random random = new Random(SEED);
    private final PlainSpreads plain = new PlainSpreads();
    private final Map<Hash, Integer> numbers = new HashMap<>();
    private final List<Hash> ids = new ArrayList<>();

    /** The rules as one would explain them. */
    private static final class PlainSpreads {
        record Resting(int number, String party, boolean buy, long price, long rest) {}

        /** @param price near less far */
        record Trade(String buyer, String seller, long quantity, long price) {}

        final List<Resting> book = new ArrayList<>();
        final List<Trade> trades = new ArrayList<>();

        List<Resting> others(boolean buy) {
            Comparator<Resting> price = Comparator.comparingLong(Resting::price);
            return book.stream()
                    .filter(one -> one.buy != buy)
                    .sorted((buy ? price : price.reversed()).thenComparingInt(Resting::number))
                    .toList();
        }

        void submit(Resting order, OrderType type, SelfMatch selfMatch) {
            List<Resting> crossed = others(order.buy).stream()
                    .filter(other -> order.buy ? other.price <= order.price : other.price >= order.price)
                    .toList();
            if (type == OrderType.POST_ONLY && !crossed.isEmpty()) {
                return;
            }
            if (type == OrderType.FILL_OR_KILL && fillable(order, crossed, selfMatch) < order.rest) {
                return;
            }
            long rest = order.rest;
            for (Resting other : crossed) {
                if (rest == 0) {
                    return;
                }
                if (other.party.equals(order.party)) {
                    if (selfMatch == SelfMatch.CANCEL_INCOMING) {
                        return;
                    }
                    book.remove(other);
                    continue;
                }
                long quantity = Math.min(rest, other.rest);
                rest -= quantity;
                book.remove(other);
                if (other.rest > quantity) {
                    book.add(new Resting(other.number, other.party, other.buy, other.price, other.rest - quantity));
                }
                trades.add(new Trade(
                        order.buy ? order.party : other.party,
                        order.buy ? other.party : order.party,
                        quantity,
                        other.price));
            }
            if (rest > 0 && (type == OrderType.LIMIT || type == OrderType.POST_ONLY)) {
                book.add(new Resting(order.number, order.party, order.buy, order.price, rest));
            }
        }

        private static long fillable(Resting order, List<Resting> crossed, SelfMatch selfMatch) {
            long there = 0;
            for (Resting other : crossed) {
                boolean own = other.party.equals(order.party);
                if (own && selfMatch == SelfMatch.CANCEL_INCOMING && there < order.rest) {
                    return there;
                }
                there += own ? 0 : other.rest;
            }
            return there;
        }
    }

    @Test
    void theSameTradesAndTheSameBookAsAPlainList() {
        try (ClearingHouse house = new ClearingHouse()) {
            house.open(SEPTEMBER);
            house.open(OCTOBER);
            for (String name : NAMES) {
                house.margin(pit(house, name), "900000");
            }
            Pit pit = house.pit;
            Market neighbour = new Market(
                    pit.database,
                    pit.journal,
                    pit.outbox,
                    pit.chain,
                    pit.clock,
                    new FuturesRules(pit.journal, pit.deployment, pit.clock));
            for (int step = 0; step < STEPS; step++) {
                Market service = step / 3 % 2 == 0 ? house.market : neighbour;
                step(house, service);
                compare(house, service, "seed " + SEED + ", step " + step);
            }
            assertThat(plain.trades).hasSizeGreaterThan(25);
            assertThat(plain.book).hasSizeGreaterThan(5);
            settle(house);
            conserved(house, true);
            rebuilt(house, pit);
        }
    }

    private static Party pit(ClearingHouse house, String name) {
        return house.pit.party(name, Party.Kind.INVESTOR, "1000000");
    }

    private void step(ClearingHouse house, Market service) {
        int what = random.nextInt(20);
        if (what < 15) {
            place(house, service);
        } else if (what < 17 && !ids.isEmpty()) {
            cancel(house, service, ids.get(random.nextInt(ids.size())));
        } else if (what < 19) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            Hash month = random.nextBoolean() ? SEPTEMBER.id() : OCTOBER.id();
            house.place(house.pit.lots(
                    name, month, random.nextBoolean(), 1 + random.nextInt(5), "2." + (395 + random.nextInt(10))));
        } else {
            settle(house);
        }
    }

    private void place(ClearingHouse house, Market service) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        boolean buy = random.nextBoolean();
        long lots = 1L + random.nextInt(8);
        long price = 500L * (random.nextInt(13) - 6);
        OrderType type = TYPES.get(random.nextInt(TYPES.size()));
        SelfMatch selfMatch = random.nextInt(3) == 0 ? SelfMatch.CANCEL_RESTING : SelfMatch.CANCEL_INCOMING;
        CombinationPlacement signed = house.pit.spread(name, SEPTEMBER.id(), OCTOBER.id(), buy, lots, price, type);
        CombinationPlacement placement =
                new CombinationPlacement(signed.combination(), signed.signature(), type, selfMatch);
        CombinationView view = house.pit
                .database
                .decide(tx -> service.combinations().place(tx, placement))
                .orThrow();
        ids.add(view.id());
        numbers.put(view.id(), ids.size());
        plain.submit(new PlainSpreads.Resting(ids.size(), name, buy, price, lots), type, selfMatch);
    }

    private void cancel(ClearingHouse house, Market service, Hash id) {
        int number = requireNonNull(numbers.get(id));
        String party = house.pit.database.inTx(
                tx -> service.combinations().order(tx, id).orElseThrow().party());
        boolean cancelled =
                house.pit.database.decide(tx -> service.combinations().cancel(tx, party, id)) instanceof Outcome.Done;
        assertThat(plain.book.removeIf(one -> one.number() == number)).isEqualTo(cancelled);
    }

    private void compare(ClearingHouse house, Market service, String when) {
        List<PlainSpreads.Resting> book = house.pit.database.inTx(tx -> NAMES.stream()
                .flatMap(name -> service.combinations().orders(tx, name, 1000).stream())
                .filter(view -> view.ended() == null)
                .map(view -> new PlainSpreads.Resting(
                        requireNonNull(numbers.get(view.id())),
                        view.party(),
                        view.buy(),
                        view.limit().micros(),
                        view.rest()))
                .sorted(Comparator.comparingInt(PlainSpreads.Resting::number))
                .toList());
        assertThat(book)
                .as(when)
                .isEqualTo(plain.book.stream()
                        .sorted(Comparator.comparingInt(PlainSpreads.Resting::number))
                        .toList());
        assertThat(matches(house)).as(when).isEqualTo(plain.trades);
        conserved(house, false);
    }

    /** Each two legs as one trade again, oldest first. */
    private static List<PlainSpreads.Trade> matches(ClearingHouse house) {
        List<TradeView> legs = legs(house);
        List<PlainSpreads.Trade> matches = new ArrayList<>();
        for (int i = 0; i < legs.size(); i += 2) {
            TradeView near = legs.get(i);
            TradeView far = legs.get(i + 1);
            assertThat(near.instrument()).isEqualTo(SEPTEMBER.name());
            assertThat(far.instrument()).isEqualTo(OCTOBER.name());
            assertThat(far.quantity()).isEqualTo(near.quantity());
            assertThat(far.seller()).isEqualTo(near.buyer());
            assertThat(far.buyer()).isEqualTo(near.seller());
            assertThat(far.state()).isEqualTo(near.state());
            matches.add(new PlainSpreads.Trade(
                    near.buyer(),
                    near.seller(),
                    near.quantity(),
                    near.price().micros() - far.price().micros()));
        }
        return matches;
    }

    private static List<TradeView> legs(ClearingHouse house) {
        return house.pit.database.inTx(tx -> house.market.trades(tx, 5000)).reversed().stream()
                .filter(trade -> trade.kind() == TradeView.Kind.SPREAD)
                .toList();
    }

    /** What everybody has of a month sums to nothing, in the journal; once all has settled, to what was traded. */
    private static void conserved(ClearingHouse house, boolean settled) {
        for (Future month : List.of(SEPTEMBER, OCTOBER)) {
            Map<String, Long> lots = new HashMap<>();
            house.pit.database.inTx(tx -> house.pit.journal.balances(tx, "")).forEach(balance -> {
                if (balance.posted().asset().equals(month.asset())) {
                    lots.merge(balance.path(), balance.posted().units(), Long::sum);
                }
            });
            assertThat(lots.values().stream().mapToLong(one -> one).sum()).isZero();
            if (settled) {
                Map<String, Long> traded = new HashMap<>();
                house.pit.database.inTx(tx -> house.market.trades(tx, 5000)).stream()
                        .filter(trade -> trade.instrument().equals(month.name()))
                        .forEach(trade -> {
                            assertThat(trade.state()).isEqualTo(TradeView.State.FINAL);
                            traded.merge(trade.buyer(), trade.quantity(), Long::sum);
                            traded.merge(trade.seller(), -trade.quantity(), Long::sum);
                        });
                NAMES.forEach(name -> assertThat(lots.get("investor:" + name + ":lots:" + month.name()))
                        .as(name)
                        .isEqualTo(traded.get(name)));
            }
        }
    }

    /** The chain takes whatever was matched. */
    private static void settle(ClearingHouse house) {
        int outright = house.pit.calls(ChainCall.Novate.class).size();
        int combined = house.pit.calls(ChainCall.NovateCombined.class).size();
        while (house.market.doWork() > 0) {
            // until nothing waits
        }
        house.pit.calls(ChainCall.Novate.class).stream()
                .skip(outright)
                .forEach(call -> house.hear(ClearingHouse.novated(
                        new ChainCall.NovateCombined(call.batch(), call.orders(), call.fills(), List.of()))));
        house.pit.calls(ChainCall.NovateCombined.class).stream()
                .skip(combined)
                .forEach(call -> house.hear(ClearingHouse.novated(call)));
    }

    /** Every stored order from the first on, through a new engine, and what the rows of a new service make. */
    private void rebuilt(ClearingHouse house, Pit pit) {
        Market market = house.market;
        Spread spread =
                pit.database.inTx(tx -> market.combinations().spreads(tx)).getFirst();
        OrderBook replayed = new OrderBook(Phase.CONTINUOUS, Band.NONE, new Unread());
        pit.database
                .inTx(tx -> tx.query(
                        "select * from hourglass.combination where live order by sequence",
                        row -> new BookOrder(
                                row.getLong("sequence"),
                                BookOrder.number(row.getString("owner")),
                                row.getBoolean("buy"),
                                row.getLong("price") / 500,
                                row.getLong("rest"),
                                OrderType.valueOf(row.getString("type")),
                                SelfMatch.valueOf(row.getString("self_match")))))
                .forEach(replayed::add);
        assertThat(replayed.size()).isEqualTo(plain.book.size());
        Hash digest = pit.database.inTx(tx -> market.combinations().bookDigest(tx, spread));
        assertThat(digest).isEqualTo(replayed.digest());
    }

    private record Unread() implements Tape {
        @Override
        public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {}

        @Override
        public void cancelled(BookOrder resting) {}
    }
}
