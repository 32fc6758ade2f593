package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static io.hourglass.contracts.market.ClearingHouse.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.ClassMargin;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.Closable;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.DefaultView.Payment;
import io.hourglass.ledger.clearing.DefaultView.State;
import io.hourglass.ledger.clearing.DisposalStep;
import io.hourglass.ledger.clearing.FundCall;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.LargeTrader;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.StressReport;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Layer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob is short two lots that ada has bought, and a mark takes more than he keeps as maintenance. */
class DefaultIT {
    private static final String MANY_FROM_TWO_ON = """
            {"spread_credit_percent": 50, "concentration_percent": 25, "concentration_from": 1,
             "concentration_size": 1, "concentration_add_on_percent": 50}""";

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Market market = house.market;
    private final Clearing clearing = house.clearing;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");
    private final Party eve = pit.party("eve", Party.Kind.INVESTOR, "10000");
    private final Party estate = pit.party("estate", Party.Kind.HOUSE, "0");
    private final Party owner = pit.party("house", Party.Kind.HOUSE, "500");

    @BeforeEach
    void trade() {
        house.open(SEPTEMBER);
        house.margin(ada, "2000");
        house.margin(bob, "800");
        house.contribute(ada, "300");
        house.contribute(bob, "100");
        house.contribute(eve, "600");
        pit.database
                .decide(tx -> clearing.addTranche(tx, "tranche", owner, usd("50")))
                .orThrow();
        house.hear(new ChainEvent.TrancheAdded(owner.address(), 50_000_000));
        house.trade(SEPTEMBER, "ada", "bob", 2, "2.40");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void membersAreCalledOnceAllOfACyclesMarksAreThere() {
        house.open(SpreadFlowIT.OCTOBER);
        house.askMargin(bob, "more", "900");
        house.hear(new ChainEvent.MarginAdded(bob.address(), 900_000_000));
        house.trade(SpreadFlowIT.OCTOBER, "bob", "ada", 2, "2.40");
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        clearing.doWork();

        house.settle(house.marks(SEPTEMBER).getLast(), bob, -1_500_000_000, ada, 1_500_000_000);
        assertThat(calls()).isEmpty();
        house.settle(house.marks(SpreadFlowIT.OCTOBER).getLast(), bob, 1_500_000_000, ada, -1_500_000_000);
        assertThat(calls()).as("October gave what September took").isEmpty();

        LocalDate next = Pit.TODAY.plusDays(1);
        house.mark(SEPTEMBER, next, "2.40", bob, -1_500_000_000, ada, 1_500_000_000);
        assertThat(calls()).isEmpty();
        house.voided("mark:" + SpreadFlowIT.OCTOBER.name() + ":" + next, "NoFixing()");
        assertThat(calls()).extracting(MarginCall::party).containsExactly("bob");
    }

    @Test
    void sharesAndTheTrancheAreCashOnItsWayToClearingAndBack() {
        assertThat(pit.posted(eve.path("default-fund"))).isEqualTo("600.000000");
        assertThat(pit.posted("clearing:tranche")).isEqualTo("50.000000");
        assertThat(pit.posted(owner.path("cash"))).isEqualTo("450.000000");
        assertThat(view(eve).share()).isEqualTo(usd("600"));
        assertThat(refusal(pit.database.decide(tx -> clearing.addTranche(tx, "more", eve, usd("1")))))
                .isEqualTo(ClearingRefusal.MALFORMED);
        assertThat(refusal(withdrawShare(ada, "1"))).isEqualTo(ClearingRefusal.INSUFFICIENT);
        assertThat(refusal(withdrawShare(eve, "600.000001"))).isEqualTo(ClearingRefusal.INSUFFICIENT);
        withdrawShare(eve, "600").orThrow();
        house.hear(new ChainEvent.ShareWithdrawn(eve.address(), 600_000_000));
        assertThat(pit.posted(eve.path("cash"))).isEqualTo("10000.000000");
        assertThat(pit.calls(ChainCall.WithdrawShare.class)).hasSize(1);
    }

    @Test
    void whoHasMaintenanceMarginIsNotInDefault() {
        assertThat(refusal(declare(bob))).isEqualTo(ClearingRefusal.MARGIN_SUFFICES);
        assertThat(refusal(pit.database.decide(clearing::coverLoss))).isEqualTo(ClearingRefusal.NOT_IN_DEFAULT);
        assertThat(defaults()).isEmpty();
    }

    @Test
    void whatItHadIsTheEstatesOnceTheChainSaysSo() {
        fall();
        house.done(pit.lots("bob", SEPTEMBER.id(), true, 1, "2.40"));

        DefaultView declared = declare(bob).orThrow();

        assertThat(declared.state()).isEqualTo(State.DECLARING);
        assertThat(declare(bob).orThrow()).isEqualTo(declared);
        assertThat(refusal(declare(ada))).isEqualTo(ClearingRefusal.DEFAULT_UNDER_WAY);
        assertThat(refusal(withdrawShare(eve, "1"))).isEqualTo(ClearingRefusal.INSUFFICIENT);
        assertThat(pit.calls(ChainCall.DeclareDefault.class))
                .containsExactly(new ChainCall.DeclareDefault(bob.address(), estate.address()));
        assertThat(pit.database.inTx(tx -> market.depth(tx, SEPTEMBER.id(), 1)).bids())
                .as("what rested is cancelled")
                .isEmpty();

        taken();

        assertThat(pit.posted(bob.path("lots", SEPTEMBER.name()))).isEqualTo("0");
        assertThat(pit.posted(estate.path("lots", SEPTEMBER.name()))).isEqualTo("-2");
        assertThat(pit.posted(bob.path("margin"))).isEqualTo("0.000000");
        assertThat(pit.posted(bob.path("default-fund"))).isEqualTo("0.000000");
        assertThat(pit.posted(estate.path("margin"))).isEqualTo("180.000000");
        assertThat(house.lots("bob")).isZero();
        assertThat(house.lots("estate")).isEqualTo(-2);
        assertThat(refusal(pit.database.decide(clearing::coverLoss))).isEqualTo(ClearingRefusal.ESTATE_OPEN);
    }

    @Test
    void theEstateSellsAtTheMarketAndWhatItOwesIsCoveredInOrder() {
        fall();
        declare(bob).orThrow();
        taken();
        house.margin(eve, "2000");
        house.done(pit.lots("eve", SEPTEMBER.id(), false, 2, "2.70"));
        OrderView bought = house.done(pit.lots("estate", SEPTEMBER.id(), true, 2, "2.70"));
        assertThat(bought.trades()).as("with less margin than a position needs").hasSize(1);
        pit.advance("2026-08-04T20:39:00Z"); // so far from the reference, it was held back for eight minutes
        house.novate();
        assertThat(refusal(pit.database.decide(clearing::coverLoss)))
                .as("until a mark has seen it")
                .isEqualTo(ClearingRefusal.ESTATE_OPEN);
        mark("2.50", estate, -438_000_000, eve, 292_000_000, ada, 146_000_000);

        pit.database.decide(clearing::coverLoss).orThrow();

        assertThat(pit.calls(ChainCall.CoverLoss.class))
                .containsExactly(new ChainCall.CoverLoss(List.of(SEPTEMBER.id())));
        house.hear(
                new ChainEvent.LossCovered(Layer.TRANCHE, Address.ZERO, estate.address(), 50_000_000),
                new ChainEvent.LossCovered(Layer.SHARES, ada.address(), estate.address(), 200_000_000),
                new ChainEvent.LossCovered(Layer.ASSESSMENTS, ada.address(), estate.address(), 8_000_000),
                new ChainEvent.DefaultEnded(bob.address(), estate.address(), 0));
        DefaultView over = defaults().getFirst();
        assertThat(over.state()).isEqualTo(State.COVERED);
        assertThat(over.margin()).isEqualTo(usd("80"));
        assertThat(over.paid())
                .containsExactly(
                        new Payment("TRANCHE", null, usd("50")),
                        new Payment("SHARES", "ada", usd("200")),
                        new Payment("ASSESSMENTS", "ada", usd("8")));
        assertThat(pit.posted("clearing:tranche")).isEqualTo("0.000000");
        assertThat(pit.posted(ada.path("default-fund"))).isEqualTo("100.000000");
        assertThat(pit.posted(eve.path("default-fund"))).isEqualTo("600.000000");
        assertThat(pit.posted(estate.path("margin"))).isEqualTo("0.000000");
        declareAgain();
    }

    /** Another one may follow once it is over. */
    private void declareAgain() {
        assertThat(refusal(declare(bob))).isEqualTo(ClearingRefusal.MARGIN_SUFFICES);
    }

    @Test
    void theFundIsMeasuredAgainstTheTwoThatWouldOweMost() {
        StressReport report = pit.database.inTx(clearing::stress);

        // 40 % of $2.40 on two lots is 1,401.60: bob, short, has 800 for a rise; ada's 2,000 cover a fall.
        assertThat(report.fund()).isEqualTo(usd("1050"));
        assertThat(report.needed()).isEqualTo(usd("601.60"));
        assertThat(report.isCovered()).isTrue();
        assertThat(report.markets().getFirst())
                .isEqualTo(new StressReport.Market(
                        "all prices rise", List.of(new StressReport.Owing("bob", usd("601.60")))));
        fall();
        StressReport after = pit.database.inTx(clearing::stress);
        assertThat(after.needed()).isEqualTo(usd("1321.60"));
        assertThat(after.missing()).isEqualTo(usd("271.60"));
    }

    @Test
    void whoBringsNotWhatTheFundLacksTakesNothingOn() {
        house.terms("2026-08-01", "{\"fund_call_hours\": 24}");
        withdrawShare(eve, "600").orThrow();
        house.hear(new ChainEvent.ShareWithdrawn(eve.address(), 600_000_000));
        mark("2.40");
        assertThat(clearing.doWork()).isEqualTo(1);
        assertThat(clearing.doWork()).as("once a day").isZero();

        // Of 601.60 that bob would owe beyond his 800 the fund has 450: bob alone uses it.
        FundCall call = pit.database.inTx(clearing::fundCalls).getFirst();
        assertThat(pit.database.inTx(clearing::fundCalls)).hasSize(1);
        assertThat(call.party()).isEqualTo("bob");
        assertThat(call.used()).isEqualTo(usd("601.60"));
        assertThat(call.amount()).isEqualTo(usd("151.60"));
        assertThat(call.target()).isEqualTo(usd("251.60"));
        assertThat(call.deadline()).isEqualTo(Instant.parse("2026-08-05T20:30:00Z"));
        pit.database
                .decide(tx -> clearing.addMargin(tx, "more", bob, usd("1000")))
                .orThrow();
        house.hear(new ChainEvent.MarginAdded(bob.address(), 1_000_000_000));
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.50"));
        pit.advance("2026-08-05T20:30:00Z");
        assertThat(house.refused(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.50")))
                .isEqualTo(MarketRefusal.INSUFFICIENT);
        house.done(pit.lots("bob", SEPTEMBER.id(), true, 1, "2.30"));

        pit.database
                .decide(tx -> clearing.contribute(tx, "call", bob, call.missing()))
                .orThrow();
        house.hear(new ChainEvent.Contributed(bob.address(), 151_600_000));
        assertThat(pit.database.inTx(clearing::fundCalls)).allMatch(FundCall::isMet);
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.50"));
    }

    @Test
    void lotsOfOneOwnersPartiesCountTogetherAgainstLimitsAndInReports() {
        house.terms("2026-08-01", "{\"reportable\": 3, \"accountability\": 3}");
        pit.database.inTx(tx -> {
            market.belongsTo(tx, eve, ada);
            return true;
        });
        pit.database
                .decide(tx -> clearing.addMargin(tx, "more", bob, usd("1000")))
                .orThrow();
        house.hear(new ChainEvent.MarginAdded(bob.address(), 1_000_000_000));
        house.margin(eve, "2000");
        assertThat(house.refused(pit.lots("eve", SEPTEMBER.id(), true, 2, "2.40")))
                .isEqualTo(MarketRefusal.POSITION_LIMIT);
        house.trade(SEPTEMBER, "eve", "bob", 1, "2.40");
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40")))
                .isEqualTo(MarketRefusal.POSITION_LIMIT);

        assertThat(pit.database.<List<LargeTrader>>inTx(tx -> clearing.largeTraders(tx)))
                .extracting(LargeTrader::owner, LargeTrader::parties, LargeTrader::counted)
                .containsExactly(tuple("ada", List.of("ada", "eve"), 3L), tuple("bob", List.of("bob"), 3L));
    }

    @Test
    void theEstateSellsStepByStepByItself() {
        fall();
        declare(bob).orThrow();
        assertThat(house.dispose()).as("before the chain has declared it").isZero();
        taken();
        assertThat(house.dispose()).as("while nobody offers").isZero();
        house.margin(eve, "9000");
        house.done(pit.lots("eve", SEPTEMBER.id(), false, 9, "2.40"));
        assertThat(house.dispose()).as("a tenth of nine lots is none").isZero();
        house.done(pit.lots("eve", SEPTEMBER.id(), false, 9, "2.41"));

        assertThat(house.dispose()).isEqualTo(1);
        assertThat(house.dispose()).as("the market comes back first").isZero();
        assertThat(house.lots("estate")).isEqualTo(-2);
        assertThat(pit.database.<Long>inTx(tx -> clearing.closable(tx, SEPTEMBER, "estate")))
                .as("one of two is bought and not on chain yet")
                .isEqualTo(-1);
        house.novate();
        assertThat(house.lots("estate")).isEqualTo(-1);
        pit.advance("2026-08-04T20:40:00Z");
        assertThat(house.dispose()).isEqualTo(1);
        house.novate();

        assertThat(house.lots("estate")).isZero();
        assertThat(house.lots("bob")).isZero();
        String declared = defaults().getFirst().id();
        List<DisposalStep> steps = pit.database.inTx(tx -> clearing.disposal(tx, declared));
        assertThat(steps)
                .extracting(DisposalStep::remaining, DisposalStep::resting, DisposalStep::lots)
                .containsExactly(tuple(-2L, 18L, 1L), tuple(-1L, 17L, 1L));
        pit.advance("2026-08-04T20:50:00Z");
        assertThat(house.dispose()).isZero();
    }

    @Test
    void whatFindsNobodyIsClosedAgainstTheOtherSideAtTheLastMark() {
        fall();
        declare(bob).orThrow();
        taken();
        assertThat(refusal(deleverage(ada, 1))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        assertThat(refusal(deleverage(ada, -3))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        assertThat(refusal(deleverage(eve, -1))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.40"));
        house.margin(eve, "2000");
        house.done(pit.lots("eve", SEPTEMBER.id(), true, 1, "2.40"));
        assertThat(closable()).as("one of ada's two is sold").containsExactly(new Closable("ada", 1, usd("720")));
        assertThat(refusal(deleverage(ada, -2))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        house.novate();
        assertThat(closable()).containsExactly(new Closable("ada", 1, usd("720")), new Closable("eve", 1, usd("0")));
        deleverage(ada, -1).orThrow();
        deleverage(ada, -1).orThrow();
        deleverage(eve, -1).orThrow();
        assertThat(pit.calls(ChainCall.Deleverage.class))
                .containsExactly(
                        new ChainCall.Deleverage(SEPTEMBER.id(), ada.address(), -1),
                        new ChainCall.Deleverage(SEPTEMBER.id(), eve.address(), -1));
        house.hear(
                new ChainEvent.Deleveraged(SEPTEMBER.id(), ada.address(), estate.address(), -1),
                new ChainEvent.Deleveraged(SEPTEMBER.id(), eve.address(), estate.address(), -1));
        assertThat(house.lots("ada")).isZero();
        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("0");
        assertThat(pit.database.<Long>inTx(tx -> market.openInterest(
                        tx, market.instrument(tx, SEPTEMBER.name()).orElseThrow())))
                .as("though no trade closed it")
                .isZero();
        mark("2.50");
        pit.database.decide(clearing::coverLoss).orThrow();
        house.hear(new ChainEvent.DefaultEnded(bob.address(), estate.address(), 180_000_000));
        assertThat(pit.posted(bob.path("margin"))).as("what is left over").isEqualTo("180.000000");
        assertThat(defaults().getFirst().surplus()).isEqualTo(usd("180"));
    }

    @Test
    void whoMeetsNoMarginCallInTimeIsDeclared() {
        fall();
        MarginCall call = pit.database.inTx(tx -> clearing.calls(tx, 1)).getFirst();
        assertThat(call.deadline()).isEqualTo(Instant.parse("2026-08-05T20:30:00Z"));
        pit.advance("2026-08-05T20:29:59Z");
        clearing.doWork();
        assertThat(defaults()).isEmpty();
        pit.advance("2026-08-05T20:30:00Z");
        clearing.doWork();
        clearing.doWork();
        assertThat(defaults()).singleElement().satisfies(one -> {
            assertThat(one.party()).isEqualTo("bob");
            assertThat(one.state()).isEqualTo(State.DECLARING);
        });
        String declared = defaults().getFirst().id();
        house.voided("default:" + declared, "MarginSuffices(bob)");
        clearing.doWork();
        assertThat(defaults()).as("once a call").hasSize(1);
    }

    @Test
    void whoMeetsTheCallIsNot() {
        fall();
        pit.database
                .decide(tx -> clearing.addMargin(tx, "more", bob, usd("700")))
                .orThrow();
        house.hear(new ChainEvent.MarginAdded(bob.address(), 700_000_000));
        pit.advance("2026-08-05T20:30:00Z");
        clearing.doWork();
        assertThat(defaults()).isEmpty();
    }

    @Test
    void whoLacksOnlyWhatTheBooksAskForManyLotsIsCalledAndMayNotGrow() {
        house.terms("2026-08-01", MANY_FROM_TWO_ON);
        // Of two lots at 350.40 one is over: 175.20 more.
        assertThat(house.required(bob)).isEqualTo("876.000000");
        mark("2.40", ada, 180_000_000, bob, -180_000_000);

        // 620 is below three quarters of 876, and above three quarters of the 700.80 that the contract asks.
        MarginCall call = pit.database.inTx(tx -> clearing.calls(tx, 1)).getFirst();
        assertThat(call.party()).isEqualTo("bob");
        assertThat(call.initial()).isEqualTo(usd("876"));
        assertThat(call.concentration()).isEqualTo(usd("175.20"));
        pit.advance("2026-08-06T20:30:00Z");
        clearing.doWork();
        assertThat(defaults()).isEmpty();
        assertThat(refusal(declare(bob))).isEqualTo(ClearingRefusal.MARGIN_SUFFICES);
        assertThat(house.refused(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.40")))
                .isEqualTo(MarketRefusal.INSUFFICIENT);
        house.done(pit.lots("bob", SEPTEMBER.id(), true, 1, "2.40"));
    }

    @Test
    void aRateGoesToTheChainOnceTradesMatchedBeforeItAreSettled() {
        int before = pit.calls(ChainCall.SetInitialMargin.class).size();
        house.done(pit.lots("bob", SEPTEMBER.id(), true, 1, "2.50"));
        house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.50"));
        market.doWork();
        pit.fixing(GPU, Pit.TODAY, "2.50");
        pit.advance("2026-08-04T20:30:00Z");
        clearing.doWork();
        assertThat(house.marks(SEPTEMBER)).hasSize(1);
        assertThat(house.required(ada)).as("the books ask it at once").isEqualTo("365.000000");
        assertThat(pit.calls(ChainCall.SetInitialMargin.class)).hasSize(before);
        assertThat(clearing.doWork()).isZero();

        house.novate();
        assertThat(clearing.doWork()).isEqualTo(1);
        assertThat(pit.calls(ChainCall.SetInitialMargin.class).getLast().unitsPerLot())
                .isEqualTo(365_000_000);
        assertThat(clearing.doWork()).isZero();
    }

    @Test
    void monthsOffsetHalfOfWhatTheyWouldNotLoseTogether() {
        house.terms("2026-08-01", MANY_FROM_TWO_ON);
        Future october = new Future(GPU, YearMonth.of(2026, 10));
        house.open(october);
        pit.database
                .decide(tx -> clearing.addMargin(tx, "more", bob, usd("2000")))
                .orThrow();
        house.hear(new ChainEvent.MarginAdded(bob.address(), 2_000_000_000));
        house.trade(october, "bob", "ada", 2, "2.40");

        ClassMargin held = pit.database.inTx(tx -> clearing.classMargins(tx)).getFirst();
        assertThat(held).isEqualTo(new ClassMargin("ada", GPU, usd("1401.60"), usd("700.80"), usd("350.40")));
        assertThat(house.required(ada)).as("what the contract asks covers both").isEqualTo("1401.600000");
        house.done(pit.lots("ada", october.id(), true, 1, "2.30"));
        assertThat(house.required(ada)).as("orders offset nothing").isEqualTo("1752.000000");
    }

    @Test
    void aDeclarationThatTheChainRefusesIsVoidedAndCanBeMadeAgain() {
        fall();
        DefaultView declared = declare(bob).orThrow();
        house.voided("default:" + declared.id(), "MarginSuffices(bob)");
        assertThat(defaults().getFirst().state()).isEqualTo(State.VOIDED);
        assertThat(defaults().getFirst().reason()).isEqualTo("MarginSuffices(bob)");
        pit.advance("2026-08-04T21:00:00Z");
        assertThat(declare(bob).orThrow().state()).isEqualTo(State.DECLARING);
    }

    /** The price rises by 36 cents a day later was 2.40: 720 of bob's 800 are gone, 525.60 are needed. */
    private void fall() {
        mark("2.40", ada, 720_000_000, bob, -720_000_000);
    }

    private void taken() {
        house.hear(
                new ChainEvent.Defaulted(bob.address(), estate.address(), 80_000_000, 100_000_000),
                new ChainEvent.PositionTaken(SEPTEMBER.id(), bob.address(), estate.address(), -2, 0));
    }

    /** The next day's mark, which pays so much to each. */
    private void mark(String fixing, Object... paid) {
        List<MarkView> before = house.marks(SEPTEMBER);
        LocalDate day = before.isEmpty() ? Pit.TODAY : before.getLast().day().plusDays(1);
        house.mark(SEPTEMBER, day, fixing, paid);
    }

    private Outcome<MarginView> withdrawShare(Party party, String dollars) {
        return pit.database.decide(
                tx -> clearing.withdrawShare(tx, "out " + party.name() + dollars, party, usd(dollars)));
    }

    private Outcome<DefaultView> declare(Party party) {
        return pit.database.decide(tx -> clearing.declareDefault(tx, party));
    }

    private Outcome<DefaultView> deleverage(Party party, long lots) {
        return pit.database.decide(tx -> clearing.deleverage(tx, party.name() + lots, SEPTEMBER, party, lots));
    }

    private List<MarginCall> calls() {
        return pit.database.inTx(tx -> clearing.calls(tx, 10));
    }

    private List<Closable> closable() {
        return pit.database.inTx(tx -> clearing.closable(tx, SEPTEMBER));
    }

    private MarginView view(Party party) {
        return pit.database.inTx(tx -> clearing.margin(tx, party));
    }

    private List<DefaultView> defaults() {
        return pit.database.inTx(clearing::defaults);
    }

    private static Object refusal(Outcome<?> outcome) {
        return ((Refused<?>) outcome).reason();
    }
}
