package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.DefaultView.Payment;
import io.hourglass.ledger.clearing.DefaultView.State;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
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
    private static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    private static final Future SEPTEMBER = new Future(GPU, YearMonth.of(2026, 9));

    private final Pit pit = new Pit();
    private final Fixings fixings = new Fixings(pit.database, pit.clock);
    private final Market market = new Market(
            pit.database,
            pit.journal,
            pit.outbox,
            pit.chain,
            pit.clock,
            new FuturesRules(pit.journal, pit.deployment, pit.clock));
    private final Clearing clearing = new Clearing(
            pit.database,
            pit.journal,
            pit.outbox,
            pit.chain,
            pit.clock,
            market,
            fixings,
            new Curves(pit.database, fixings, pit.clock));
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");
    private final Party eve = pit.party("eve", Party.Kind.INVESTOR, "10000");
    private final Party estate = pit.party("estate", Party.Kind.HOUSE, "0");
    private final Party house = pit.party("house", Party.Kind.HOUSE, "500");

    @BeforeEach
    void trade() {
        for (int day = 27; day <= 31; day++) {
            pit.fixing(GPU, Pit.TODAY.withMonth(7).withDayOfMonth(day), "2.40");
        }
        pit.database.decide(tx -> clearing.list(tx, SEPTEMBER)).orThrow();
        hear(new ChainEvent.FutureListed(
                SEPTEMBER.id(), SEPTEMBER.name(), SEPTEMBER.index().id()));
        margin(ada, "2000");
        margin(bob, "800");
        contribute(ada, "300");
        contribute(bob, "100");
        contribute(eve, "600");
        pit.database
                .decide(tx -> clearing.addTranche(tx, "tranche", house, usd("50")))
                .orThrow();
        hear(new ChainEvent.TrancheAdded(house.address(), 50_000_000));
        done(pit.lots("ada", SEPTEMBER.id(), true, 2, "2.40"));
        done(pit.lots("bob", SEPTEMBER.id(), false, 2, "2.40"));
        novate();
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void sharesAndTheTrancheAreCashOnItsWayToClearingAndBack() {
        assertThat(pit.posted(eve.path("default-fund"))).isEqualTo("600.000000");
        assertThat(pit.posted("clearing:tranche")).isEqualTo("50.000000");
        assertThat(pit.posted(house.path("cash"))).isEqualTo("450.000000");
        assertThat(view(eve).share()).isEqualTo(usd("600"));
        assertThat(refusal(pit.database.decide(tx -> clearing.addTranche(tx, "more", eve, usd("1")))))
                .isEqualTo(ClearingRefusal.MALFORMED);
        assertThat(refusal(withdrawShare(ada, "1"))).isEqualTo(ClearingRefusal.INSUFFICIENT);
        assertThat(refusal(withdrawShare(eve, "600.000001"))).isEqualTo(ClearingRefusal.INSUFFICIENT);
        withdrawShare(eve, "600").orThrow();
        hear(new ChainEvent.ShareWithdrawn(eve.address(), 600_000_000));
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
        done(pit.lots("bob", SEPTEMBER.id(), true, 1, "2.40"));

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
        assertThat(lots("bob")).isZero();
        assertThat(lots("estate")).isEqualTo(-2);
        assertThat(refusal(pit.database.decide(clearing::coverLoss))).isEqualTo(ClearingRefusal.ESTATE_OPEN);
    }

    @Test
    void theEstateSellsAtTheMarketAndWhatItOwesIsCoveredInOrder() {
        fall();
        declare(bob).orThrow();
        taken();
        margin(eve, "2000");
        done(pit.lots("eve", SEPTEMBER.id(), false, 2, "2.70"));
        OrderView bought = done(pit.lots("estate", SEPTEMBER.id(), true, 2, "2.70"));
        assertThat(bought.trades()).as("with less margin than a position needs").hasSize(1);
        pit.advance("2026-08-04T20:39:00Z"); // so far from the reference, it was held back for eight minutes
        novate();
        assertThat(refusal(pit.database.decide(clearing::coverLoss)))
                .as("until a mark has seen it")
                .isEqualTo(ClearingRefusal.ESTATE_OPEN);
        mark("2.50", estate, -438_000_000, eve, 292_000_000, ada, 146_000_000);

        pit.database.decide(clearing::coverLoss).orThrow();

        assertThat(pit.calls(ChainCall.CoverLoss.class))
                .containsExactly(new ChainCall.CoverLoss(List.of(SEPTEMBER.id())));
        hear(
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
    void whatFindsNobodyIsClosedAgainstTheOtherSideAtTheLastMark() {
        fall();
        declare(bob).orThrow();
        taken();
        assertThat(refusal(deleverage(ada, 1))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        assertThat(refusal(deleverage(ada, -3))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        assertThat(refusal(deleverage(eve, -1))).isEqualTo(ClearingRefusal.NOT_REDUCING);
        deleverage(ada, -2).orThrow();
        deleverage(ada, -2).orThrow();
        assertThat(pit.calls(ChainCall.Deleverage.class))
                .containsExactly(new ChainCall.Deleverage(SEPTEMBER.id(), ada.address(), -2));
        hear(new ChainEvent.Deleveraged(SEPTEMBER.id(), ada.address(), estate.address(), -2));
        assertThat(lots("ada")).isZero();
        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("0");
        mark("2.50");
        pit.database.decide(clearing::coverLoss).orThrow();
        hear(new ChainEvent.DefaultEnded(bob.address(), estate.address(), 180_000_000));
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
        pit.database.inTx(tx -> {
            clearing.onVoided(tx, "default:" + declared, "MarginSuffices(bob)");
            return 0;
        });
        clearing.doWork();
        assertThat(defaults()).as("once a call").hasSize(1);
    }

    @Test
    void whoMeetsTheCallIsNot() {
        fall();
        pit.database
                .decide(tx -> clearing.addMargin(tx, "more", bob, usd("700")))
                .orThrow();
        hear(new ChainEvent.MarginAdded(bob.address(), 700_000_000));
        pit.advance("2026-08-05T20:30:00Z");
        clearing.doWork();
        assertThat(defaults()).isEmpty();
    }

    @Test
    void aDeclarationThatTheChainRefusesIsVoidedAndCanBeMadeAgain() {
        fall();
        DefaultView declared = declare(bob).orThrow();
        pit.database.inTx(tx -> {
            clearing.onVoided(tx, "default:" + declared.id(), "MarginSuffices(bob)");
            return 0;
        });
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
        hear(
                new ChainEvent.Defaulted(bob.address(), estate.address(), 80_000_000, 100_000_000),
                new ChainEvent.PositionTaken(SEPTEMBER.id(), bob.address(), estate.address(), -2, 0));
    }

    /** The next day's mark, which pays so much to each. */
    private void mark(String fixing, Object... paid) {
        List<MarkView> before = marks();
        LocalDate day = before.isEmpty() ? Pit.TODAY : before.getLast().day().plusDays(1);
        pit.fixing(GPU, day, fixing);
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        clearing.doWork();
        MarkView mark = marks().getLast();
        for (int i = 0; i < paid.length; i += 2) {
            hear(new ChainEvent.VariationPaid(
                    SEPTEMBER.id(),
                    mark.day().toEpochDay(),
                    ((Party) paid[i]).address(),
                    ((Number) paid[i + 1]).longValue()));
        }
        hear(new ChainEvent.Marked(SEPTEMBER.id(), mark.day().toEpochDay(), mark.price(), false));
    }

    private void novate() {
        market.doWork();
        ChainCall.Novate call = pit.calls(ChainCall.Novate.class).getLast();
        for (ChainCall.Fill fill : call.fills()) {
            hear(new ChainEvent.Novated(
                    call.batch(),
                    SEPTEMBER.id(),
                    call.orders().get(fill.buy()).order().account(),
                    call.orders().get(fill.sell()).order().account(),
                    fill.quantity(),
                    fill.price()));
        }
    }

    private void margin(Party party, String dollars) {
        pit.database
                .decide(tx -> clearing.addMargin(tx, "in " + party.name(), party, usd(dollars)))
                .orThrow();
        hear(new ChainEvent.MarginAdded(party.address(), usd(dollars).units()));
    }

    private void contribute(Party party, String dollars) {
        pit.database
                .decide(tx -> clearing.contribute(tx, "share " + party.name(), party, usd(dollars)))
                .orThrow();
        hear(new ChainEvent.Contributed(party.address(), usd(dollars).units()));
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

    private OrderView done(SignedOrder order) {
        return pit.database
                .decide(tx -> market.place(tx, Placement.limit(order)))
                .orThrow();
    }

    private void hear(ChainEvent... events) {
        pit.database.inTx(tx -> {
            for (ChainEvent event : events) {
                var logged = pit.logged(event);
                market.onFinal(tx, logged);
                clearing.onFinal(tx, logged);
            }
            return 0;
        });
    }

    private long lots(String party) {
        return pit.database.inTx(tx -> clearing.positions(tx, party)).stream()
                .mapToLong(PositionView::lots)
                .sum();
    }

    private MarginView view(Party party) {
        return pit.database.inTx(tx -> clearing.margin(tx, party));
    }

    private List<MarkView> marks() {
        return pit.database.inTx(tx -> clearing.marks(tx, SEPTEMBER));
    }

    private List<DefaultView> defaults() {
        return pit.database.inTx(clearing::defaults);
    }

    private static Object refusal(Outcome<?> outcome) {
        return ((Refused<?>) outcome).reason();
    }

    private static Amount usd(String dollars) {
        return Amount.parse(Asset.USD, dollars);
    }
}
