package io.hourglass.contracts.settlement;

import static io.hourglass.contracts.settlement.SettlementStage.usd;

import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Approval;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.OptionLots;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.options.Options;
import io.hourglass.ledger.options.OptionsRules;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.index.Methodology;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Two lots of a call on a real chain, from its listing to the last dollar. */
final class OptionStory {
    private static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    private static final Hash DIGEST = Hash.sha256("{}");

    private final SettlementStage stage;
    private final BusinessClock clock = new BusinessClock();
    private final Market market;
    private final Clearing clearing;
    private final Options options;
    private final Wallet wallet;
    private final Future future;
    private long salt;

    OptionStory(SettlementStage stage) {
        this.stage = stage;
        // the contract measures an order's life by the node's clock
        stage.inTx(tx -> clock.freeze(tx, stage.node.now()));
        this.future = new Future(GPU, YearMonth.from(today()).plusMonths(1));
        this.wallet = new Wallet(stage.keys, stage.chain.deployment());
        Fixings fixings = new Fixings(stage.database, clock);
        Curves curves = new Curves(stage.database, fixings, new TradedFutures(), clock);
        var deployment = stage.chain.deployment();
        FuturesRules rules = new FuturesRules(stage.journal, deployment, clock, new OptionLots());
        OptionsRules optionsRules = new OptionsRules(stage.journal, deployment, clock, rules);
        this.market = new Market(
                stage.database,
                stage.journal,
                stage.outbox,
                stage.chain,
                clock,
                Map.of(Venue.CLEARING, rules, Venue.OPTIONS, optionsRules));
        this.clearing = new Clearing(
                stage.database, stage.journal, stage.outbox, stage.chain, clock, market, rules, fixings, curves);
        this.options = new Options(
                stage.database, stage.journal, stage.outbox, stage.chain, clock, market, clearing, fixings, curves);
        stage.effects.addAll(List.of(market, clearing, options));
        stage.node.fund(Stream.of("clearer", "fixer").map(stage.keys::address).toList());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** The future trades at $2.40; ada buys two lots of the call above $2.25 of bob, at $0.30. */
    OptionSeries trade(Party ada, Party bob) {
        for (Party party : List.of(ada, bob)) {
            stage.deposit("of " + party.name(), party, "5000").orThrow();
        }
        fix(today().minusDays(1), "2.40");
        stage.database.decide(tx -> clearing.list(tx, future)).orThrow();
        stage.settle();
        for (Party party : List.of(ada, bob)) {
            stage.database
                    .decide(tx -> clearing.addMargin(tx, "of " + party.name(), party, usd("1000")))
                    .orThrow();
        }
        stage.settle();
        trade(Venue.CLEARING, ada, bob, future.id(), 1, "2.40");
        stage.database.decide(tx -> options.list(tx, future)).orThrow();
        stage.settle();
        OptionSeries call = OptionSeries.parse(GPU.name() + "." + future.month() + ".C2250-4750");
        trade(Venue.OPTIONS, ada, bob, call.id(), 2, "0.30");
        return call;
    }

    /** Every day of the month is fixed at $2.4143, the future settles, and whoever holds options is paid. */
    void monthOver() {
        BusinessDays.of(future.month(), Set.of()).forEach(day -> fix(day, "2.4143"));
        Instant over = future.tradingEnds().plus(Duration.ofHours(2));
        stage.node.advanceTo(over);
        stage.database.decide(tx -> clock.advanceTo(tx, over)).orThrow();
        report(future.lastTradingDay(), "2.4143");
        stage.database
                .decide(tx -> clearing.settleFinally(tx, future, Approval.NONE))
                .orThrow();
        stage.settle();
        while (options.doWork() > 0) {
            stage.settle();
        }
    }

    private void trade(Venue venue, Party buyer, Party seller, Hash base, long lots, String price) {
        place(venue, buyer, base, true, lots, price);
        place(venue, seller, base, false, lots, price);
        while (market.doWork() > 0) {
            stage.settle();
        }
    }

    private void place(Venue venue, Party party, Hash base, boolean buy, long lots, String price) {
        Order order = new Order(
                venue,
                party.address(),
                base,
                buy,
                lots,
                Price.parse(price),
                clock.instant().plus(Duration.ofHours(1)).getEpochSecond(),
                ++salt);
        SignedOrder signed = new SignedOrder(order, wallet.sign(party.name(), order));
        stage.database.decide(tx -> market.place(tx, Placement.limit(signed))).orThrow();
    }

    /** A final fixing in the books. */
    private void fix(LocalDate day, String price) {
        stage.inTx(tx -> {
            tx.run(
                    "insert into hourglass.methodology (version, hash, document, effective)"
                            + " values (?, ?, ?, '2020-01-01') on conflict do nothing",
                    Methodology.HGI_1.version(),
                    Hash.sha256(Methodology.HGI_1.canonical()),
                    Methodology.HGI_1.canonical());
            tx.run("insert into hourglass.receipt (digest, document) values (?, '{}') on conflict do nothing", DIGEST);
            return tx.run(
                    "insert into hourglass.fixing (index_name, day, status, gpu_class, kind, value, band, basis,"
                            + " providers, offers, methodology, digest, seen, published)"
                            + " values (?, ?, 'FINAL', ?, 'ON_DEMAND', ?, 0, 'FIRM', 5, 5, 'HGI-1', ?, 0, ?)",
                    future.index().name(),
                    day,
                    GPU.name(),
                    Price.parse(price).micros(),
                    DIGEST,
                    clock.instant());
        });
    }

    /** The same to the oracle, signed by three contributors. */
    private void report(LocalDate day, String price) {
        FixingVote vote = new FixingVote(future.index().id(), day.toEpochDay(), Price.parse(price), 0, DIGEST);
        ChainCall call = new ChainCall.Fix(
                vote.index(),
                vote.day(),
                vote.value(),
                vote.band(),
                vote.receipts(),
                Stream.of("contributor-1", "contributor-2", "contributor-3")
                        .map(contributor -> wallet.sign(contributor, vote))
                        .toList());
        stage.inTx(tx -> {
            stage.outbox.plan(tx, "fix:" + future.index().name() + ":" + day, "fixer", call, List.of());
            return 0;
        });
    }
}
