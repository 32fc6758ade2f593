package io.hourglass.contracts.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The fund of the tests: a manager with hours and cash, two investors, an index that is fixed when they say so. */
class FundStage {
    static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    static final Series SERIES = Series.parse(Pit.SERIES.code());

    final ClearingHouse house = new ClearingHouse();
    final Pit pit = house.pit;
    final Fixings fixings = new Fixings(pit.database, pit.clock);
    final Curves curves = new Curves(pit.database, fixings, new TradedFutures(), pit.clock);
    final Baskets baskets = new Baskets(pit.clock);
    final Fund fund = new Fund(
            pit.database,
            pit.journal,
            pit.outbox,
            pit.chain,
            pit.clock,
            fixings,
            curves,
            baskets,
            house.market,
            house.clearing);
    final Party manager = pit.party("manager", Party.Kind.HOUSE, "2000");
    final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");

    @BeforeEach
    void fixTheIndex() {
        pit.mint(manager, "1000");
    }

    @AfterEach
    void close() {
        pit.close();
    }

    /**
     * Ada and Bob ask for 8 and 4 units of theirs, the manager a day later for 6 of his; the fund has
     * $600 in cash, and 30 units at $100.
     */
    List<Hash> queueUp() {
        seed();
        for (Party party : List.of(ada, bob)) {
            transfer(manager, party, "10");
        }
        Hash hers = redemption(ada, "8", 1);
        Hash his = redemption(bob, "4", 1);
        pit.advance("2026-08-04T12:00:00Z");
        return List.of(hers, his, redemption(manager, "6", 2));
    }

    void transfer(Party from, Party to, String units) {
        Hash token = pit.database
                .inTx(tx -> pit.journal.assets(tx).stream()
                        .filter(listed -> listed.asset().equals(Asset.HGX))
                        .map(listed -> Objects.requireNonNull(listed.chainId()))
                        .findFirst())
                .orElseThrow();
        hear(new ChainEvent.Moved(
                token,
                from.address(),
                to.address(),
                Amount.parse(Asset.HGX, units).units()));
    }

    /** Units that are asked for, and recorded on chain in a cycle. */
    Hash redemption(Party party, String written, long cycle) {
        Hash request = Hash.sha256("redemption of " + party.name() + " in " + cycle);
        Amount units = Amount.parse(Asset.HGX, written);
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, party, units))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, party.address(), units.units(), cycle));
        return request;
    }

    /** The NAV of a day, at $100 a unit, and what is done with it. */
    void nextNav(LocalDate day) {
        pit.fixing(GPU, day, "2.40");
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        fund.doWork();
    }

    /** The chain pays a part of a redemption. */
    void paid(Hash request, Party party, long units, long left) {
        long nav = filled().nav();
        hear(new ChainEvent.UnitsRedeemed(
                request, party.address(), units, NetAssetValue.cashDown(units, nav), nav, left));
    }

    ChainCall.FulfilRedemptions filled() {
        return pit.calls(ChainCall.FulfilRedemptions.class).getLast();
    }

    /** Cash comes into the fund, for units at $100. */
    void give(String dollars) {
        Amount cash = Amount.parse(Asset.USD, dollars);
        pit.database
                .decide(tx ->
                        fund.createInKind(tx, Hash.sha256("more"), manager, SERIES, new Amount(Pit.SERIES, 0), cash))
                .orThrow();
        ChainCall.CreateInKind call = pit.calls(ChainCall.CreateInKind.class).getLast();
        hear(new ChainEvent.CreatedInKind(manager.address(), call.series(), call.hours(), call.cash(), call.units()));
    }

    Optional<Refusal> bring(Hash income, Party payer, String dollars) {
        return refusal(
                pit.database.decide(tx -> fund.bringIncome(tx, income, payer, Amount.parse(Asset.USD, dollars))));
    }

    NavView nav() {
        return pit.database.inTx(tx -> fund.latestNav(tx).orElseThrow());
    }

    RequestView view(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow());
    }

    /** The manager gives everything: 30 units at $100. */
    void seed() {
        Hash id = Hash.sha256("seed");
        Amount hours = Amount.parse(Pit.SERIES, "1000");
        Amount cash = Amount.parse(Asset.USD, "600");
        pit.database
                .decide(tx -> fund.createInKind(tx, id, manager, SERIES, hours, cash))
                .orThrow();
        ChainCall.CreateInKind call = pit.calls(ChainCall.CreateInKind.class).getFirst();
        hear(new ChainEvent.CreatedInKind(manager.address(), call.series(), call.hours(), call.cash(), call.units()));
    }

    void created(Party party, String dollars) {
        Hash request = Hash.sha256("creation of " + party.name());
        create(party, request, dollars);
        long cash = Amount.parse(Asset.USD, dollars).units();
        hear(new ChainEvent.CreationRequested(request, party.address(), cash));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        long nav = pit.calls(ChainCall.FulfilCreation.class).getLast().nav();
        hear(new ChainEvent.UnitsCreated(request, party.address(), cash, NetAssetValue.unitsDown(cash, nav), nav));
    }

    /** Lets a day and the next one pass. */
    LocalDate work(LocalDate day) {
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        fund.doWork();
        return day.plusDays(2);
    }

    void create(Party party, Hash request, String dollars) {
        pit.database
                .decide(tx -> fund.requestCreation(tx, request, party, Amount.parse(Asset.USD, dollars)))
                .orThrow();
    }

    Optional<Refusal> creating(Hash id, String dollars) {
        return refusal(pit.database.decide(tx -> fund.requestCreation(tx, id, ada, Amount.parse(Asset.USD, dollars))));
    }

    NavView nav(String day) {
        return pit.database.decide(tx -> fund.nav(tx, LocalDate.parse(day))).orThrow();
    }

    State state(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow()).state();
    }

    @Nullable
    Integer place(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow()).place();
    }

    static Optional<Refusal> refusal(Outcome<?> outcome) {
        return outcome instanceof Refused<?> refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    void voided(String intent, String why) {
        pit.database.inTx(tx -> {
            fund.onVoided(tx, intent, why);
            return 0;
        });
    }

    void hear(ChainEvent event) {
        pit.database.inTx(tx -> {
            fund.onFinal(tx, pit.logged(event));
            return 0;
        });
    }
}
