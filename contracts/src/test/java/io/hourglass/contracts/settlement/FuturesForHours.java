package io.hourglass.contracts.settlement;

import static io.hourglass.contracts.settlement.SettlementStage.usd;

import io.hourglass.contracts.MintedHours;
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
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.SignedExchange;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Exchanged;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/** An owner of capacity who exchanges hours for futures with an investor, and swaps a month, on a real chain. */
final class FuturesForHours {
    private static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    private static final Price PRICE = Price.parse("2.4");
    private static final Price SPOT = Price.parse("2.45");
    private static final long LOT = Price.HOURS_PER_LOT * Price.UNITS_PER_HOUR;

    private final SettlementStage stage;
    private final BusinessClock clock = new BusinessClock();
    private final Market market;
    private final Clearing clearing;
    private final Wallet wallet;
    private final Party olga;
    private final LocalDate today;
    private final Future future;
    private final MintedHours hours;
    private long salt;

    FuturesForHours(SettlementStage stage) {
        this.stage = stage;
        // the contract measures an order's life by the node's clock
        stage.inTx(tx -> clock.freeze(tx, stage.node.now()));
        this.today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        this.future = new Future(GPU, YearMonth.from(today).plusMonths(1));
        this.hours = new MintedHours(new Series(GPU, Region.US, future.month()).asset(), "olga", 3 * LOT);
        this.wallet = new Wallet(stage.keys, stage.chain.deployment());
        this.olga = new Party("olga", Party.Kind.OWNER, stage.keys.address("olga"), "olga");
        Fixings fixings = new Fixings(stage.database, clock);
        Curves curves = new Curves(stage.database, fixings, new TradedFutures(), clock);
        FuturesRules rules = new FuturesRules(stage.journal, stage.chain.deployment(), clock);
        this.market = new Market(stage.database, stage.journal, stage.outbox, stage.chain, clock, rules);
        this.clearing = new Clearing(
                stage.database, stage.journal, stage.outbox, stage.chain, clock, market, rules, fixings, curves);
        stage.effects.addAll(List.of(market, clearing));
        stage.node.fund(List.of(stage.keys.address("olga"), stage.keys.address("clearer")));
    }

    /** Both have money and margin, and olga three lots of hours. */
    void open(Party ada) {
        stage.inTx(tx -> stage.cash.enrol(tx, olga)).orThrow();
        List.of(ada, olga).forEach(party -> stage.deposit("of " + party.name(), party, "9000")
                .orThrow());
        FundWithFutures.fix(stage, today.minusDays(1));
        stage.inTx(tx -> {
            hours.plan(tx, stage.outbox, stage.keys, wallet);
            return 0;
        });
        stage.database.decide(tx -> clearing.list(tx, future)).orThrow();
        stage.settle();
        stage.inTx(tx -> {
            hours.book(tx, stage.journal);
            return 0;
        });
        for (Party party : List.of(ada, olga)) {
            stage.database
                    .decide(tx -> clearing.addMargin(tx, "of " + party.name(), party, usd("2000")))
                    .orThrow();
        }
        stage.settle();
    }

    /** Olga sells hours and takes lots; what it comes to. */
    ProposalView exchange(Party ada, long lots) {
        ProposalView agreed = agree(sign(ada, true, lots), lots);
        settle();
        return find(agreed);
    }

    /** They agree, and then ada takes her hours' order back on chain. */
    ProposalView exchangeTakenBack(Party ada, long lots) {
        SignedExchange hers = sign(ada, true, lots);
        ProposalView agreed = agree(hers, lots);
        stage.inTx(tx -> {
            ChainCall back = new ChainCall.CancelOrder(hers.physical().order());
            stage.outbox.plan(tx, "taken back", "ada", back, List.of());
            return 0;
        });
        stage.settle();
        settle();
        return find(agreed);
    }

    /** Ada pays olga the fixed price for a month's average. */
    ProposalView swap(Party ada, long lots) {
        ProposalView proposed = stage.database
                .decide(tx -> {
                    Combination hers = combination(ada, true, lots);
                    return market.swaps().propose(tx, olga.name(), hers, wallet.sign(ada.name(), hers));
                })
                .orThrow();
        stage.database
                .decide(tx -> {
                    Combination olgas = combination(olga, false, lots);
                    return market.swaps()
                            .accept(tx, proposed.proposal().id(), olga.name(), olgas, wallet.sign(olga.name(), olgas));
                })
                .orThrow();
        settle();
        return find(proposed);
    }

    private Combination combination(Party party, boolean pays, long lots) {
        Order month = order(Venue.CLEARING, party, pays, lots, PRICE);
        return new Combination(List.of(month), pays ? PRICE.micros() : -PRICE.micros());
    }

    private ProposalView agree(SignedExchange hers, long lots) {
        ProposalView proposed = stage.database
                .decide(tx -> market.exchanges().propose(tx, olga.name(), hers))
                .orThrow();
        SignedExchange olgas = sign(olga, false, lots);
        return stage.database
                .decide(tx -> market.exchanges().accept(tx, proposed.proposal().id(), olga.name(), olgas))
                .orThrow();
    }

    private SignedExchange sign(Party party, boolean buysHours, long lots) {
        Order futures = order(Venue.CLEARING, party, !buysHours, lots, PRICE);
        Order physical = order(Venue.SETTLEMENT, party, buysHours, lots * LOT, SPOT);
        return new SignedExchange(sign(party, futures, physical), sign(party, physical, futures));
    }

    private Order order(Venue venue, Party party, boolean buy, long quantity, Price price) {
        return new Order(
                venue,
                party.address(),
                venue == Venue.CLEARING ? future.id() : hours.id(),
                buy,
                quantity,
                price,
                clock.instant().plus(Duration.ofHours(2)).getEpochSecond(),
                ++salt);
    }

    private SignedOrder sign(Party party, Order order, Order other) {
        return new SignedOrder(order, wallet.sign(party.name(), new Exchanged(order, stage.chain.digest(other))));
    }

    private ProposalView find(ProposalView view) {
        return stage.inTx(tx -> market.proposals().find(tx, view.proposal().id()))
                .orElseThrow();
    }

    private void settle() {
        while (market.doWork() > 0) {
            stage.settle();
        }
    }
}
