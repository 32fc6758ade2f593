package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.fund.RebalanceView.Leg;
import io.hourglass.ledger.fund.RebalanceView.State;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Baskets.Basket;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.fund.TargetWeights;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes the fund over to the index's constituents when they change: of the first NAV struck from then on, each
 * class gets the part it has of the index. What is missing of a class is bought in the nearest month that is not
 * about to be rolled, what is too much is sold out of what the fund has of that month, in slices within the limits.
 *
 * <p>Example: half of a NAV of $100,000.00 is B200's, of which the fund has hours worth $20,000.00; a lot at
 * $4.00 is worth $2,920.00: ten lots are bought, as eleven would be too much.
 */
final class Rebalances {
    private final Journal journal;
    private final Trades trades;
    private final FundFutures futures;
    private final Valuation valuation;
    private final Navs navs;
    private final Baskets baskets;
    private final Fixings fixings;
    private final Market market;
    private final Clearing clearing;
    private final Clock clock;

    Rebalances(
            Journal journal,
            Trades trades,
            FundFutures futures,
            Valuation valuation,
            Navs navs,
            Baskets baskets,
            Fixings fixings,
            Market market,
            Clearing clearing,
            Clock clock) {
        this.journal = journal;
        this.trades = trades;
        this.futures = futures;
        this.valuation = valuation;
        this.navs = navs;
        this.baskets = baskets;
        this.fixings = fixings;
        this.market = market;
        this.clearing = clearing;
        this.clock = clock;
    }

    /** Plans what the latest basket asks for, and trades the next slice of each leg. */
    int work(Tx tx) {
        Trades.alone(tx);
        int done = plan(tx);
        for (RebalanceView rebalance : open(tx)) {
            long waiting = 0;
            for (Leg leg : rebalance.legs()) {
                if (leg.traded() != leg.lots()) {
                    waiting++;
                    done += trade(tx, rebalance.basket(), leg);
                } else if (leg.lots() != 0) {
                    note(tx, rebalance.basket(), leg, "done");
                }
            }
            if (waiting == 0) {
                done += end(tx, rebalance.basket(), State.DONE);
            }
        }
        return done;
    }

    private int plan(Tx tx) {
        List<Basket> all = baskets.baskets(tx);
        if (all.isEmpty() || find(tx, all.getLast().effective()).isPresent()) {
            return 0;
        }
        Basket basket = all.getLast();
        Optional<NavView> nav = navs.latest(tx).filter(latest -> !latest.day().isBefore(basket.effective()));
        Optional<Map<GpuClass, Long>> held = nav.flatMap(latest -> held(tx, latest.day()));
        long level = baskets.history(tx, basket.effective(), basket.effective()).stream()
                .flatMap(one -> one.microPoints().stream().boxed())
                .findFirst()
                .orElse(-1L);
        if (held.isEmpty() || level < 0 || TradeLimits.latest(tx).equals(TradeLimits.NONE)) {
            return 0;
        }
        open(tx).forEach(before -> end(tx, before.basket(), State.SUPERSEDED));
        tx.run(
                "insert into hourglass.fund_rebalance (basket, nav_day, level, state, planned, changed)"
                        + " values (?, ?, ?, 'TRADING', ?, ?)",
                basket.effective(),
                nav.get().day(),
                level,
                clock.instant(),
                clock.instant());
        legs(tx, basket, nav.get(), held.get()).forEach(leg -> insert(tx, basket.effective(), leg));
        return 1;
    }

    /** What the fund has of each class at a day's prices, micro-dollars; empty where one is missing. */
    private Optional<Map<GpuClass, Long>> held(Tx tx, LocalDate day) {
        Map<GpuClass, Long> held = new TreeMap<>();
        for (var balance : journal.balances(tx, FundAccounts.HOURS)) {
            if (balance.posted().isPositive()) {
                Series series = Series.parse(balance.posted().asset().code());
                Optional<Valuation.Quote> quote = valuation.quote(tx, series, day);
                if (quote.isEmpty()) {
                    return Optional.empty();
                }
                held.merge(
                        series.gpu(),
                        Valuation.valueDown(quote.get(), balance.posted().units()),
                        Math::addExact);
            }
        }
        for (FundPosition position : futures.positions(tx)) {
            held.merge(
                    position.future().gpu(),
                    Math.multiplyExact(position.lots(), lot(position.settlement())),
                    Math::addExact);
        }
        return Optional.of(held);
    }

    private static long lot(Price price) {
        return Math.multiplyExact(Price.HOURS_PER_LOT, price.micros());
    }

    private List<Leg> legs(Tx tx, Basket basket, NavView nav, Map<GpuClass, Long> held) {
        Map<GpuClass, Long> targets = new TreeMap<>();
        List<Long> values = new ArrayList<>();
        List<GpuClass> classes = new ArrayList<>();
        basket.hours().forEach((index, hours) -> {
            classes.add(index.gpu());
            // who approved it made sure that there is one
            Price price = fixings.find(tx, index, basket.effective(), Status.FINAL)
                    .flatMap(PublishedFixing::value)
                    .orElseThrow();
            values.add(Math.multiplyExact(hours, price.micros()));
        });
        List<Long> parts = TargetWeights.partsDown(Math.max(0, nav.net().units()), values);
        for (int i = 0; i < classes.size(); i++) {
            targets.put(classes.get(i), parts.get(i));
        }
        held.keySet().forEach(gpu -> targets.putIfAbsent(gpu, 0L));
        List<Leg> legs = new ArrayList<>();
        targets.forEach((gpu, target) -> legs.add(leg(tx, gpu, target, held.getOrDefault(gpu, 0L))));
        return legs;
    }

    private Leg leg(Tx tx, GpuClass gpu, long target, long held) {
        long difference = Math.subtractExact(target, held);
        Optional<FutureView> contract = nearest(tx, gpu, difference < 0);
        if (contract.isEmpty()) {
            Future next = new Future(gpu, month().plusMonths(1));
            String why = difference < 0
                    ? FundAccounts.usd(-difference) + " too much is hours, which are kept"
                    : FundAccounts.usd(difference) + " is missing: no month of the class is listed";
            return new Leg(gpu, next, FundAccounts.usd(target), FundAccounts.usd(held), 0, 0, why);
        }
        FutureView future = contract.get();
        // a month of many may be too little of what is too much: the rest of it is left
        long lots = Math.max(difference / lot(future.settlement()), -futures.held(tx, future.future()));
        return new Leg(gpu, future.future(), FundAccounts.usd(target), FundAccounts.usd(held), lots, 0, "planned");
    }

    private YearMonth month() {
        return YearMonth.from(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** The nearest month that trades and whose delivery has not begun; to sell, one the fund has. */
    private Optional<FutureView> nearest(Tx tx, GpuClass gpu, boolean sell) {
        return clearing.futures(tx).stream()
                .filter(one -> one.future().gpu().equals(gpu) && one.state() == FutureView.State.LISTED)
                .filter(one -> one.future().month().isAfter(month()))
                .filter(one -> !sell || futures.held(tx, one.future()) > 0)
                .findFirst();
    }

    private int trade(Tx tx, LocalDate basket, Leg leg) {
        Instant now = clock.instant();
        boolean buy = leg.lots() > 0;
        if (trades.of(tx, basket).stream()
                .anyMatch(order -> order.future().equals(leg.future()) && order.isUnderWay(now))) {
            return note(tx, basket, leg, "an order is under way");
        }
        Optional<Instant> cools = trades.coolsUntil(tx, leg.future());
        if (cools.isPresent()) {
            return note(tx, basket, leg, Trades.cools(cools.get()));
        }
        TradeLimits limits = TradeLimits.latest(tx);
        Side side = Side.of(tx, market, leg.future(), buy, limits);
        long slice = Math.min(Math.min(limits.lots(), Math.abs(leg.lots() - leg.traded())), side.lots());
        if (slice == 0) {
            return note(tx, basket, leg, side.noMarket());
        }
        Outcome<FundTradeView> asked = trades.ask(tx, side.ticket(slice), Trades.Purpose.rebalance(basket));
        if (asked instanceof Refused<FundTradeView>(var reason, String detail)) {
            return note(tx, basket, leg, detail);
        }
        note(tx, basket, leg, slice + " lots are under way");
        return 1;
    }

    /** Nothing was done, but why is told once. */
    private static int note(Tx tx, LocalDate basket, Leg leg, String note) {
        tx.run(
                "update hourglass.fund_rebalance_leg set note = ? where basket = ? and future = ? and note <> ?",
                note,
                basket,
                leg.future().name(),
                note);
        return 0;
    }

    private int end(Tx tx, LocalDate basket, State state) {
        return tx.run(
                "update hourglass.fund_rebalance set state = ?, changed = ? where basket = ?",
                state,
                clock.instant(),
                basket);
    }

    private static void insert(Tx tx, LocalDate basket, Leg leg) {
        tx.run(
                "insert into hourglass.fund_rebalance_leg (basket, future, target, held, lots, note)"
                        + " values (?, ?, ?, ?, ?, ?)",
                basket,
                leg.future().name(),
                leg.target().units(),
                leg.held().units(),
                leg.lots(),
                leg.note());
    }

    private record Head(LocalDate basket, LocalDate nav, long level, State state) {}

    private static final String SELECT = "select basket, nav_day, level, state from hourglass.fund_rebalance ";

    private List<RebalanceView> open(Tx tx) {
        return views(tx, SELECT + "where state = 'TRADING' order by basket");
    }

    private Optional<RebalanceView> find(Tx tx, LocalDate basket) {
        return views(tx, SELECT + "where basket = ?", basket).stream().findFirst();
    }

    /** The newest first. */
    List<RebalanceView> all(Tx tx, int limit) {
        return views(tx, SELECT + "order by basket desc limit ?", limit);
    }

    private List<RebalanceView> views(Tx tx, String sql, Object... arguments) {
        return tx
                .query(
                        sql,
                        row -> new Head(
                                row.getObject(1, LocalDate.class),
                                row.getObject(2, LocalDate.class),
                                row.getLong(3),
                                State.valueOf(row.getString(4))),
                        arguments)
                .stream()
                .map(head -> new RebalanceView(head.basket, head.nav, head.level, head.state, legs(tx, head.basket)))
                .toList();
    }

    private List<Leg> legs(Tx tx, LocalDate basket) {
        Map<Future, Long> traded = new HashMap<>();
        trades.of(tx, basket)
                .forEach(order ->
                        traded.merge(order.future(), order.buy() ? order.filled() : -order.filled(), Math::addExact));
        return tx.query(
                "select future, target, held, lots, note from hourglass.fund_rebalance_leg where basket = ?"
                        + " order by future",
                row -> {
                    Future future = Future.parse(row.getString(1));
                    return new Leg(
                            future.gpu(),
                            future,
                            FundAccounts.usd(row.getLong(2)),
                            FundAccounts.usd(row.getLong(3)),
                            row.getLong(4),
                            traded.getOrDefault(future, 0L),
                            row.getString(5));
                },
                basket);
    }
}
