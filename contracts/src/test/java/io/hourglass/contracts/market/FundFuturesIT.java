package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.fund.FundPosition;
import io.hourglass.ledger.fund.FundRefusal;
import io.hourglass.ledger.fund.FundTradeView;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RebalanceView;
import io.hourglass.ledger.fund.RollView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.Order;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fund's futures: what they are worth in its NAV, who trades them for it, and how they are rolled. */
class FundFuturesIT extends FundStage {
    private static final Future OCTOBER = new Future(GPU, YearMonth.of(2026, 10));

    private final Party fundParty = new Party("fund", Party.Kind.FUND, pit.deployment.of(Contract.INDEX_FUND), null);

    /** 20 units over $2,000 of cash, and a contract that somebody else has traded. */
    @BeforeEach
    void begin() {
        Amount cash = Amount.parse(Asset.USD, "2000");
        pit.database
                .decide(tx ->
                        fund.createInKind(tx, Hash.sha256("seed"), manager, SERIES, new Amount(Pit.SERIES, 0), cash))
                .orThrow();
        ChainCall.CreateInKind call = pit.calls(ChainCall.CreateInKind.class).getFirst();
        hear(new ChainEvent.CreatedInKind(manager.address(), call.series(), 0, call.cash(), call.units()));
        hear(new ChainEvent.FeeSet(0, pit.clock.instant().getEpochSecond()));
        house.open(SEPTEMBER);
        house.margin(ada, "9000");
        house.margin(bob, "9000");
        house.trade(SEPTEMBER, "ada", "bob", 1, "2.40");
    }

    @Test
    void theNavIsWhatMarksPaidAndWhatTheyHaveNotPaidYet() {
        limits(4, 6);
        assertThat(trade("first", SEPTEMBER, true, 2, "2.40")).isInstanceOf(Outcome.Done.class);
        // two lots at $350.40 go to Clearing first
        assertThat(pit.calls(ChainCall.PostMargin.class)).containsExactly(new ChainCall.PostMargin(700_800_000));
        assertThat(pit.available("fund:cash")).isEqualTo("1299.200000");
        all(new ChainEvent.MarginAdded(fundParty.address(), 700_800_000));
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 2, "2.35"));
        agreeAll();
        house.novate();

        assertThat(positions()).singleElement().satisfies(held -> {
            assertThat(held.lots()).isEqualTo(2);
            // the first trade's price stands until there is a mark: 2 × 730 × $0.05
            assertThat(held.open().decimal()).isEqualTo("73.000000");
        });
        house.trade(SEPTEMBER, "ada", "bob", 1, "2.42");
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        assertThat(refusal(pit.database.decide(tx -> fund.nav(tx, Pit.TODAY)))).contains(FundRefusal.NO_PRICE);
        house.clearing.doWork();
        NavView before = nav(Pit.TODAY.toString());
        var mark = house.marks(SEPTEMBER).getLast();
        assertThat(mark.price()).isEqualTo(Price.parse("2.42"));
        long gained = 2 * 730 * 70_000;
        assertThat(before.net().units()).isEqualTo(2_000_000_000 + gained);
        assertThat(before.provenance())
                .contains("\"future\": \"H100-SXM-80GB.2026-09.F\"", "\"lots\": 2", "\"open\": " + gained)
                .contains("\"margin\": 700800000", "mark of 2026-08-03, " + mark.procedure());

        // Paid, it is margin; the next NAV counts it there, and nothing twice.
        house.settle(mark, fundParty, gained, bob, -gained);
        assertThat(pit.posted("fund:margin")).isEqualTo(new Amount(Asset.USD, 700_800_000 + gained).decimal());
        assertThat(positions().getFirst().open().isPositive()).isFalse();
        long moved = 2 * 730 * 20_000;
        house.mark(SEPTEMBER, Pit.TODAY.plusDays(1), "2.44", fundParty, moved, bob, -moved);
        NavView after = nav(Pit.TODAY.plusDays(1).toString());
        assertThat(after.net().units()).isEqualTo(2_000_000_000 + gained + moved);
    }

    @Test
    void theManagerTradesWithinTheLimitsOnly() {
        assertThat(refused("early", SEPTEMBER, true, 1, "2.40")).isEqualTo(FundRefusal.BEYOND_LIMITS);
        limits(4, 6);
        assertThat(refused("many", SEPTEMBER, true, 5, "2.40")).isEqualTo(FundRefusal.BEYOND_LIMITS);
        assertThat(refused("dear", SEPTEMBER, true, 1, "2.521")).isEqualTo(FundRefusal.BEYOND_LIMITS);
        assertThat(refused("short", SEPTEMBER, false, 1, "2.40")).isEqualTo(FundRefusal.BEYOND_LIMITS);
        assertThat(refused("strange", OCTOBER, true, 1, "2.40")).isEqualTo(FundRefusal.UNKNOWN_FUTURE);
        assertThat(refused("zero", SEPTEMBER, true, 0, "2.40")).isEqualTo(FundRefusal.MALFORMED);
        assertThat(refusal(pit.database.decide(
                        tx -> fund.trade(tx, Hash.sha256("x"), ada, SEPTEMBER, true, 1, Price.parse("2.40")))))
                .contains(FundRefusal.NOT_THE_MANAGER);

        FundTradeView first = trade("first", SEPTEMBER, true, 1, "2.40").orThrow();
        assertThat(trade("first", SEPTEMBER, true, 1, "2.40").orThrow()).isEqualTo(first);
        assertThat(refused("first", SEPTEMBER, true, 2, "2.40")).isEqualTo(FundRefusal.ID_REUSED);
        assertThat(refused("second", SEPTEMBER, true, 1, "2.40")).isEqualTo(FundRefusal.COOLS_OFF);
        agreeAll();
        assertThat(refused("second", SEPTEMBER, true, 1, "2.40")).isEqualTo(FundRefusal.COOLS_OFF);
        pit.advance("2026-08-03T12:15:00Z");
        assertThat(trade("second", SEPTEMBER, true, 1, "2.40")).isInstanceOf(Outcome.Done.class);
    }

    /** The fund has no key: without the chain's word its order is nobody's. */
    @Test
    void anOrderTheFundDoesNotStandByIsNotItsOwn() {
        limits(4, 6);
        trade("first", SEPTEMBER, true, 1, "2.40").orThrow();
        Order order = pit.calls(ChainCall.AgreeTo.class).getFirst().order();
        ChainCall.SignedOrder forged = new ChainCall.SignedOrder(order, pit.wallet.sign("manager", order));
        assertThat(house.refused(forged)).isEqualTo(MarketRefusal.WRONG_SIGNATURE);

        voided("fund-trade:" + fund(0).id(), "CoolsOff()");
        assertThat(fund(0).state()).isEqualTo(FundTradeView.State.VOIDED);
        assertThat(fund(0).reason()).isEqualTo("CoolsOff()");
    }

    @Test
    void marginIsMadeUpBelowMaintenanceAndWhatIsFarTooMuchComesBack() {
        limits(4, 6);
        hold(2);
        house.mark(SEPTEMBER, Pit.TODAY, "2.40", fundParty, -300_000_000L, bob, 300_000_000L);
        int before = pit.calls(ChainCall.PostMargin.class).size();
        fund.doWork();
        assertThat(pit.calls(ChainCall.PostMargin.class)).hasSize(before + 1);
        long missing = pit.calls(ChainCall.PostMargin.class).getLast().units();
        assertThat(fund.doWork()).isZero();
        all(new ChainEvent.MarginAdded(fundParty.address(), missing));
        assertThat(house.required(fundParty)).isEqualTo(pit.posted("fund:margin"));

        all(new ChainEvent.VariationPaid(
                SEPTEMBER.id(), Pit.TODAY.toEpochDay() + 9, MarkCycle.EVENING, fundParty.address(), 2_000_000_000));
        fund.doWork();
        assertThat(pit.calls(ChainCall.FreeMargin.class)).hasSize(1);
    }

    @Test
    void anExpiringMonthIsRolledInSlicesWithinTheLimits() {
        limits(2, 12);
        hold(2);
        hold(1);
        house.open(OCTOBER);
        house.trade(OCTOBER, "ada", "bob", 1, "2.50");
        assertThat(rolls()).isEmpty();

        pit.advance("2026-09-01T12:00:00Z");
        fund.doWork();
        RollView roll = rolls().getFirst();
        assertThat(roll.state()).isEqualTo(RollView.State.PLANNED);
        assertThat(roll.lots()).isEqualTo(3);
        // September's last trading day is Wednesday the 30th
        assertThat(roll.opens()).isEqualTo(LocalDate.parse("2026-09-23"));
        assertThat(roll.closes()).isEqualTo(LocalDate.parse("2026-09-29"));

        pit.advance("2026-09-23T12:00:00Z");
        fund.doWork();
        assertThat(rolls().getFirst().note()).isEqualTo("no market: nobody bids $2.28/h or more for " + SEPTEMBER);
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.39"));
        fund.doWork();
        assertThat(rolls().getFirst().note()).isEqualTo("no market: nobody offers " + OCTOBER + " at $2.625/h or less");
        assertThat(rolls().getFirst().trades()).isEmpty();

        house.done(pit.lots("bob", OCTOBER.id(), false, 6, "2.51"));
        fund.doWork();
        slice(1);
        assertThat(rolls().getFirst().note()).startsWith("cools off until ");
        pit.advance("2026-09-23T12:20:00Z");
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 10, "2.39"));
        fund.doWork();
        slice(2);
        RollView done = rolls().getFirst();
        assertThat(done.state()).isEqualTo(RollView.State.DONE);
        assertThat(List.of(done.sold(), done.bought())).containsExactly(3L, 3L);
        assertThat(positions()).extracting(FundPosition::future).containsExactly(OCTOBER);
        assertThat(done.trades()).hasSize(4);
    }

    @Test
    void aRollThatFoundNoMarketIsClosedAndSaysWhatIsLeft() {
        limits(4, 12);
        hold(2);
        pit.advance("2026-09-01T12:00:00Z");
        fund.doWork();
        pit.advance("2026-09-24T12:00:00Z");
        fund.doWork();
        assertThat(rolls().getFirst().state()).isEqualTo(RollView.State.ROLLING);
        pit.advance("2026-09-30T12:00:00Z");
        fund.doWork();
        assertThat(rolls().getFirst().state()).isEqualTo(RollView.State.CLOSED);
        assertThat(rolls().getFirst().note())
                .isEqualTo("its window closed: 0 lots of 2 were sold, 0 bought; what is left settles in cash");
        assertThat(fund.doWork()).isZero();
    }

    @Test
    void theFundGoesOverToTheIndexsConstituentsWithinTheLimits() {
        limits(1, 12);
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        basket(GPU, Pit.TODAY);
        fund.doWork();
        RebalanceView first = rebalances().getFirst();
        assertThat(first.level()).isEqualTo(1_000_000_000);
        // all of $2,000 is H100's, and a lot is worth 730 × $2.40 = $1,752
        assertThat(first.legs()).singleElement().satisfies(leg -> {
            assertThat(leg.target().decimal()).isEqualTo("2000.000000");
            assertThat(leg.lots()).isEqualTo(1);
            assertThat(leg.note()).isEqualTo("no market: nobody offers " + SEPTEMBER + " at $2.52/h or less");
        });
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.41"));
        fund.doWork();
        marginArrives();
        agreeAll();
        house.novate();
        fund.doWork();
        assertThat(rebalances().getFirst().state()).isEqualTo(RebalanceView.State.DONE);
        assertThat(positions()).extracting(FundPosition::lots).containsExactly(1L);
        assertThat(fund(0).basket()).isEqualTo(Pit.TODAY);

        // The index gained a tenth when it leaves H100: its level is the same by both baskets.
        GpuClass other = GpuClass.parse("B200-SXM-180GB");
        LocalDate day = LocalDate.parse("2026-08-05");
        pit.fixing(GPU, day, "2.64");
        pit.fixing(other, day, "4.00");
        pit.advance("2026-08-06T20:30:00Z");
        house.clearing.doWork();
        fund.doWork();
        assertThat(fund.doWork()).isZero();
        basket(other, day);
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.39"));
        fund.doWork();
        RebalanceView second = rebalances().getFirst();
        assertThat(second.level()).isEqualTo(1_100_000_000);
        assertThat(second.legs()).extracting(RebalanceView.Leg::lots).containsExactly(0L, -1L);
        assertThat(second.legs().getFirst().note()).endsWith("is missing: no month of the class is listed");
        agreeAll();
        house.novate();
        fund.doWork();
        assertThat(rebalances())
                .extracting(RebalanceView::state)
                .containsExactly(RebalanceView.State.DONE, RebalanceView.State.DONE);
        assertThat(positions()).isEmpty();
    }

    private void basket(GpuClass gpu, LocalDate day) {
        int number = pit.database
                .decide(tx -> baskets.propose(tx, Map.of(IndexName.headline(gpu), 1000L), day, "amy"))
                .orThrow()
                .number();
        pit.database.decide(tx -> baskets.approve(tx, day, number, "ben")).orThrow();
    }

    private List<RebalanceView> rebalances() {
        return pit.database.inTx(tx -> fund.rebalances(tx, 5));
    }

    /** The fund stands by what it was asked for, the book takes it, and the chain the trades. */
    private void slice(long lots) {
        List<FundTradeView> legs = pit.database.inTx(tx -> fund.trades(tx, 2));
        assertThat(legs).allSatisfy(leg -> assertThat(leg.lots()).isEqualTo(lots));
        assertThat(legs.stream().filter(FundTradeView::buy)).hasSize(1);
        marginArrives();
        agreeAll();
        house.novate();
        fund.doWork();
    }

    /** Lots the fund buys of Bob at 2.40. */
    private void hold(long lots) {
        trade("hold " + lots, SEPTEMBER, true, lots, "2.40").orThrow();
        marginArrives();
        house.done(pit.lots("bob", SEPTEMBER.id(), false, lots, "2.40"));
        agreeAll();
        house.novate();
        pit.advance(pit.clock.instant().plusSeconds(1_200).toString());
    }

    private int posted;

    private void marginArrives() {
        List<ChainCall.PostMargin> calls = pit.calls(ChainCall.PostMargin.class);
        for (; posted < calls.size(); posted++) {
            all(new ChainEvent.MarginAdded(
                    fundParty.address(), calls.get(posted).units()));
        }
    }

    private int agreed;

    private void agreeAll() {
        List<ChainCall.AgreeTo> calls = pit.calls(ChainCall.AgreeTo.class);
        for (; agreed < calls.size(); agreed++) {
            Order order = calls.get(agreed).order();
            all(new ChainEvent.OrderAgreed(
                    pit.chain.digest(order),
                    order.account(),
                    order.base(),
                    order.buy(),
                    order.quantity(),
                    order.price(),
                    order.expiry(),
                    order.salt()));
        }
        fund.doWork();
    }

    private void limits(long lots, long held) {
        hear(new ChainEvent.TradeLimitsSet(lots, held, 900, 50_000, 5_000_000_000L));
    }

    /** All rooms hear, as in the service. */
    private void all(ChainEvent event) {
        house.hear(event);
        hear(event);
    }

    private Outcome<FundTradeView> trade(String id, Future future, boolean buy, long lots, String price) {
        return pit.database.decide(
                tx -> fund.trade(tx, Hash.sha256(id), manager, future, buy, lots, Price.parse(price)));
    }

    private Refusal refused(String id, Future future, boolean buy, long lots, String price) {
        return ((Refused<FundTradeView>) trade(id, future, buy, lots, price)).reason();
    }

    private FundTradeView fund(int place) {
        return pit.database.inTx(tx -> fund.trades(tx, 10)).get(place);
    }

    private List<FundPosition> positions() {
        return pit.database.inTx(fund::positions);
    }

    private List<RollView> rolls() {
        return pit.database.inTx(tx -> fund.rolls(tx, 5));
    }
}
