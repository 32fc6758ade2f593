package io.hourglass.contracts.settlement;

import static io.hourglass.contracts.settlement.SettlementStage.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.fund.FundTradeView;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.index.Methodology;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/** A fund of cash that buys two lots of a future on a real chain. */
final class FundWithFutures {
    private static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    private static final Price PRICE = Price.parse("2.4");

    private final SettlementStage stage;
    private final BusinessClock clock = new BusinessClock();
    private final Market market;
    private final Clearing clearing;
    private final Fund fund;
    private final Wallet wallet;
    private final LocalDate today;
    private final Future future;
    private long salt;

    FundWithFutures(SettlementStage stage) {
        this.stage = stage;
        // the contract measures an order's life by the node's clock
        stage.inTx(tx -> clock.freeze(tx, stage.node.now()));
        this.today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        this.future = new Future(GPU, YearMonth.from(today).plusMonths(1));
        this.wallet = new Wallet(stage.keys, stage.chain.deployment());
        Fixings fixings = new Fixings(stage.database, clock);
        Curves curves = new Curves(stage.database, fixings, new TradedFutures(), clock);
        FuturesRules rules = new FuturesRules(stage.journal, stage.chain.deployment(), clock);
        this.market = new Market(stage.database, stage.journal, stage.outbox, stage.chain, clock, rules);
        this.clearing = new Clearing(
                stage.database, stage.journal, stage.outbox, stage.chain, clock, market, rules, fixings, curves);
        this.fund = new Fund(
                stage.database,
                stage.journal,
                stage.outbox,
                stage.chain,
                clock,
                fixings,
                curves,
                new Baskets(clock),
                market,
                clearing);
        stage.effects.addAll(List.of(market, clearing, fund));
        stage.node.fund(List.of(stage.keys.address("manager"), stage.keys.address("clearer")));
    }

    void play(Party ada) {
        Party bob = stage.investor("bob");
        Party manager = new Party("manager", Party.Kind.HOUSE, stage.keys.address("manager"), "manager");
        stage.inTx(tx -> stage.cash.enrol(tx, manager)).orThrow();
        List.of(ada, bob, manager).forEach(party -> stage.deposit("of " + party.name(), party, "5000")
                .orThrow());
        fix(stage, today.minusDays(1));
        stage.database.decide(tx -> clearing.list(tx, future)).orThrow();
        stage.settle();
        for (Party party : List.of(ada, bob)) {
            stage.database
                    .decide(tx -> clearing.addMargin(tx, "of " + party.name(), party, usd("3000")))
                    .orThrow();
        }
        seed(manager);
        place(ada, true, 1);
        place(bob, false, 1);
        novate();

        stage.database
                .decide(tx -> fund.trade(tx, Hash.sha256("two lots"), manager, future, true, 2, PRICE))
                .orThrow();
        stage.settle();
        place(bob, false, 2);
        fund.doWork();
        novate();
        List<FundTradeView> orders = stage.inTx(tx -> fund.trades(tx, 5));
        assertThat(orders).singleElement().satisfies(trade -> {
            assertThat(trade.reason()).isNull();
            assertThat(trade.filled()).isEqualTo(2);
        });
        List<TradeView> trades = stage.inTx(tx -> market.trades(tx, 5));
        assertThat(trades)
                .extracting(TradeView::reason, TradeView::state)
                .containsOnly(tuple(null, TradeView.State.FINAL));
    }

    /** A final fixing of a day, to measure margin and band from. */
    static void fix(SettlementStage stage, LocalDate day) {
        String document = "{}";
        stage.inTx(tx -> {
            tx.run(
                    "insert into hourglass.methodology (version, hash, document, effective)"
                            + " values (?, ?, ?, '2020-01-01') on conflict do nothing",
                    Methodology.HGI_1.version(),
                    Hash.sha256(Methodology.HGI_1.canonical()),
                    Methodology.HGI_1.canonical());
            tx.run("insert into hourglass.receipt (digest, document) values (?, ?)", Hash.sha256(document), document);
            return tx.run(
                    "insert into hourglass.fixing (index_name, day, status, gpu_class, kind, value, band, basis,"
                            + " providers, offers, methodology, digest, seen, published)"
                            + " values (?, ?, 'FINAL', ?, 'ON_DEMAND', ?, 0, 'FIRM', 5, 5, 'HGI-1', ?, 0, ?)",
                    IndexName.headline(GPU).name(),
                    day,
                    GPU.name(),
                    PRICE.micros(),
                    Hash.sha256(document),
                    stage.node.now());
        });
    }

    /** Of the limits the chain has had since its deployment, which was before anybody listened for them. */
    private void seed(Party manager) {
        Series series = new Series(GPU, Region.US, future.month());
        ChainEvent limits = new ChainEvent.TradeLimitsSet(50, 500, 900, 50_000, 5_000_000_000_000L);
        Block block =
                new Block(1, Hash.sha256("b"), Hash.sha256("a"), clock.instant().getEpochSecond());
        stage.inTx(tx -> {
            stage.journal.open(tx, series.asset(), AssetKind.HOURS, series.id());
            fund.onFinal(tx, new Logged(block, Hash.sha256("t"), 0, limits));
            return 0;
        });
        stage.database
                .decide(tx -> fund.createInKind(
                        tx, Hash.sha256("seed"), manager, series, new Amount(series.asset(), 0), usd("4000")))
                .orThrow();
        stage.settle();
    }

    private void place(Party party, boolean buy, long lots) {
        Order order = new Order(
                Venue.CLEARING,
                party.address(),
                future.id(),
                buy,
                lots,
                PRICE,
                clock.instant().plus(Duration.ofHours(1)).getEpochSecond(),
                ++salt);
        SignedOrder signed = new SignedOrder(order, wallet.sign(party.name(), order));
        stage.database.decide(tx -> market.place(tx, Placement.limit(signed))).orThrow();
    }

    private void novate() {
        while (market.doWork() > 0) {
            stage.settle();
        }
    }
}
