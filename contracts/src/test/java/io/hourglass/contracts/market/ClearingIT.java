package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Approval;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.LargeTrader;
import io.hourglass.ledger.clearing.MarginRate;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClearingIT {
    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Market market = house.market;
    private final Clearing clearing = house.clearing;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void listsAContractWithMarginFromTheIndexsHistory() {
        FutureView listed = decide(SEPTEMBER);

        // 20 % of $2.40 × 730 h: the history does not move, the launch stress rules.
        assertThat(listed.initialMargin().decimal()).isEqualTo("350.400000");
        assertThat(listed.settlement()).isEqualTo(Price.parse("2.40"));
        assertThat(pit.calls(ChainCall.ListFuture.class))
                .extracting(ChainCall.ListFuture::name)
                .containsExactly("H100-SXM-80GB.2026-09.F");
        assertThat(pit.calls(ChainCall.SetInitialMargin.class).getFirst().unitsPerLot())
                .isEqualTo(350_400_000);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40")))
                .isEqualTo(MarketRefusal.TRADING_ENDED);
        assertThat(decide(SEPTEMBER)).isEqualTo(listed);
    }

    @Test
    void listsBeforeAnybodyIsEnrolled() {
        try (ClearingHouse empty = new ClearingHouse(Pit.unopened())) {
            empty.open(SEPTEMBER);
            assertThat(empty.pit.posted("clearing:variation")).isEqualTo("0.000000");
        }
    }

    @Test
    void doesNotListMonthsThatAreOverOrTooFarOutOrHaveNoIndex() {
        assertThat(listing(new Future(GPU, YearMonth.of(2026, 7)))).isEqualTo(ClearingRefusal.MONTH_NOT_LISTED);
        assertThat(listing(new Future(GPU, YearMonth.of(2029, 8)))).isEqualTo(ClearingRefusal.MONTH_NOT_LISTED);
        assertThat(listing(new Future(GpuClass.parse("H200-SXM-141GB"), YearMonth.of(2026, 9))))
                .isEqualTo(ClearingRefusal.NO_REFERENCE);
    }

    @Test
    void tradesAreNovatedAndMarkedAndVariationSumsToZero() {
        house.open(SEPTEMBER);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 2, "2.45"));
        OrderView sold = house.done(pit.lots("bob", SEPTEMBER.id(), false, 2, "2.40"));
        assertThat(sold.trades()).hasSize(1);
        assertThat(market.doWork()).isEqualTo(1);
        house.novate();

        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("2");
        assertThat(pit.posted(bob.path("lots", SEPTEMBER.name()))).isEqualTo("-2");
        assertThat(pit.posted("clearing:lots:" + SEPTEMBER.name())).isEqualTo("0");
        long openInterest = pit.database.inTx(tx ->
                market.openInterest(tx, market.instrument(tx, SEPTEMBER.name()).orElseThrow()));
        assertThat(openInterest).isEqualTo(2);

        assertThat(clearing.doWork()).isZero();
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        assertThat(clearing.doWork()).isEqualTo(1);

        MarkView mark = marks().getFirst();
        assertThat(mark.procedure()).isEqualTo(Procedure.T2);
        assertThat(mark.price()).isEqualTo(Price.parse("2.45"));
        assertThat(house.intent("mark:" + SEPTEMBER.name() + ":2026-08-03").after())
                .containsExactly("fix:HGI.H100-SXM-80GB:2026-08-03");

        // Bob sold at 2.45 too (the resting price): nothing to pay on the first day.
        house.settle(mark);
        pit.fixing(GPU, Pit.TODAY.plusDays(1), "2.50");
        pit.advance("2026-08-05T20:30:00Z");
        assertThat(clearing.doWork()).isEqualTo(1);
        MarkView second = marks().getLast();
        assertThat(second.procedure()).isEqualTo(Procedure.T3);
        assertThat(second.price()).isEqualTo(Price.parse("2.50"));
        assertThat(house.intent("mark:" + SEPTEMBER.name() + ":2026-08-04").after())
                .containsExactly("fix:HGI.H100-SXM-80GB:2026-08-04", "mark:" + SEPTEMBER.name() + ":2026-08-03");

        house.settle(second, ada, 73_000_000, bob, -73_000_000);

        assertThat(pit.posted(ada.path("margin"))).isEqualTo("873.000000");
        assertThat(pit.posted(bob.path("margin"))).isEqualTo("727.000000");
        assertThat(pit.posted("clearing:variation")).isEqualTo("0.000000");
        marginIsMadeAnewWithEachMark();
        PositionView position =
                pit.database.inTx(tx -> clearing.positions(tx, "bob")).getFirst();
        assertThat(position.lots()).isEqualTo(-2);
        assertThat(position.paid().decimal()).isEqualTo("-73.000000");
        assertThat(clearing.doWork()).isZero();
    }

    /** 20 % of the day's settlement price, here and on chain; the larger of both until the chain's word. */
    private void marginIsMadeAnewWithEachMark() {
        List<MarginRate> rates = pit.database.inTx(tx -> clearing.marginRates(tx, SEPTEMBER));
        assertThat(rates)
                .extracting(rate -> rate.initial().decimal())
                .containsExactly("350.400000", "357.700000", "365.000000");
        assertThat(rates.getLast()).satisfies(rate -> {
            assertThat(rate.effective()).isEqualTo(Pit.TODAY.plusDays(1));
            assertThat(rate.price()).isEqualTo(Price.parse("2.50"));
            assertThat(rate.stressMillionths()).isEqualTo(200_000);
            assertThat(rate.moveMillionths()).isBetween(40_000L, 150_000L);
            assertThat(rate.fixings()).isEqualTo(7);
            assertThat(rate.monthDays()).isEqualTo(22);
        });
        assertThat(pit.calls(ChainCall.SetInitialMargin.class)).hasSize(3);
        assertThat(house.intent("margin-rate:" + SEPTEMBER.name() + ":2026-08-04")
                        .after())
                .containsExactly("mark:" + SEPTEMBER.name() + ":2026-08-04");
        assertThat(house.required(ada)).isEqualTo("730.000000");
        house.hear(new ChainEvent.InitialMarginSet(SEPTEMBER.id(), 400_000_000));
        assertThat(house.required(ada)).isEqualTo("800.000000");
    }

    @Test
    void reportsWhoHoldsALotAndCountsWhatIsNotFixed() {
        Future august = new Future(GPU, YearMonth.of(2026, 8));
        house.open(august);
        house.margin(ada, "9900");
        house.margin(bob, "9900");
        house.trade(august, "ada", "bob", 24, "2.40");
        assertThat(traders()).isEmpty();
        house.trade(august, "ada", "bob", 1, "2.40");

        assertThat(traders()).extracting(LargeTrader::owner).containsExactly("ada", "bob");
        assertThat(traders().getLast().positions()).singleElement().satisfies(position -> {
            assertThat(position.lots()).isEqualTo(-25);
            assertThat(position.counted()).isEqualTo(25);
            assertThat(position.limit()).isEqualTo(15_000);
            assertThat(position.shareMille()).isEqualTo(1_000);
        });

        // Ten of 21 days are fixed: 25 lots move by as much as 14 did.
        for (LocalDate day : BusinessDays.of(august.month(), Set.of()).subList(0, 10)) {
            house.mark(august, day, "2.40");
        }
        assertThat(traders().getFirst().positions().getFirst().counted()).isEqualTo(14);
        pit.advance("2026-08-26T12:00:00Z");
        assertThat(traders().getFirst().positions().getFirst().limit()).isEqualTo(7_500);
        assertThat(traders().getFirst().isOver()).isFalse();
    }

    private List<LargeTrader> traders() {
        return pit.database.inTx(tx -> clearing.largeTraders(tx));
    }

    @Test
    void aDayWithTradesInItsLastMinutesIsMarkedAtTheirMean() {
        house.open(SEPTEMBER);
        house.margin(ada, "5000");
        house.margin(bob, "5000");
        pit.advance("2026-08-03T19:57:00Z");
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40"));
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 1, "2.40"));
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 3, "2.42"));
        house.done(pit.lots("bob", SEPTEMBER.id(), false, 3, "2.42"));
        house.novate();
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");

        clearing.doWork();

        assertThat(marks().getFirst().procedure()).isEqualTo(Procedure.T1);
        assertThat(marks().getFirst().price()).isEqualTo(Price.parse("2.415"));
    }

    @Test
    void variationThatDoesNotSumToZeroStopsTheMirror() {
        MarkView mark = markedOnce();
        assertThatThrownBy(() -> house.settle(mark, ada, 73_000_000, bob, -72_999_999))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not sum to zero");
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("800.000000");
    }

    @Test
    void callsMarginThatFellBelowMaintenance() {
        MarkView mark = markedOnce();

        house.settle(mark, ada, -500_000_000, bob, 500_000_000);

        var calls = pit.database.inTx(tx -> clearing.calls(tx, 10));
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.party()).isEqualTo("ada");
            assertThat(call.margin().decimal()).isEqualTo("300.000000");
            assertThat(call.maintenance().decimal()).isEqualTo("525.600000");
            assertThat(call.missing().decimal()).isEqualTo("400.800000");
        });
        // Nothing that would add to the position; but getting out is always allowed.
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40")))
                .isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(house.done(pit.lots("ada", SEPTEMBER.id(), false, 2, "2.40")).rest())
                .isEqualTo(2);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.40")))
                .isEqualTo(MarketRefusal.INSUFFICIENT);
    }

    @Test
    void saysHowMuchMarginIsMissingAndCountsOrders() {
        house.open(SEPTEMBER);
        house.margin(ada, "700");
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40"));

        Refused<OrderView> tooLittle =
                (Refused<OrderView>) house.place(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40"));

        assertThat(tooLittle.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(tooLittle.detail()).contains("700.800000 USD", "0.800000 USD missing");
        // The other side needs no more than what the bid has in place.
        assertThat(house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.50")).rest())
                .isEqualTo(1);
    }

    @Test
    void refusesPricesOutsideTheBandOrOffTheTickAndPositionsOverTheLimit() {
        house.open(SEPTEMBER);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.881")))
                .isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "1.919")))
                .isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.4005")))
                .isEqualTo(MarketRefusal.MALFORMED);
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 15_001, "2.40")))
                .isEqualTo(MarketRefusal.LIMIT);
        pit.advance("2026-09-25T12:00:00Z");
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 7_501, "2.40")))
                .isEqualTo(MarketRefusal.POSITION_LIMIT);
        pit.advance("2026-09-30T20:00:01Z");
        assertThat(house.refused(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40")))
                .isEqualTo(MarketRefusal.TRADING_ENDED);
    }

    @Test
    void marginMovesOnceAndOnlyFreeMarginLeaves() {
        house.open(SEPTEMBER);
        house.margin(ada, "700");
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("9300.000000");
        house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40"));

        assertThat(withdraw("out", "349.600001")).isEqualTo(Optional.of(ClearingRefusal.INSUFFICIENT));
        assertThat(withdraw("out", "349.60")).isEmpty();
        assertThat(withdraw("out", "349.60")).isEmpty();
        assertThat(withdraw("out", "349.59")).isEqualTo(Optional.of(ClearingRefusal.ID_REUSED));
        assertThat(withdraw("out2", "0.000001")).isEqualTo(Optional.of(ClearingRefusal.INSUFFICIENT));
        house.hear(new ChainEvent.MarginWithdrawn(ada.address(), 349_600_000));

        assertThat(pit.posted(ada.path("cash"))).isEqualTo("9649.600000");
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("350.400000");
    }

    @Test
    void marginThatCannotBeAddedIsFreeAgain() {
        house.askMargin(ada, "in", "700");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("9300.000000");
        house.voided("margin:in", "ERC7943CannotReceive(ada)");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
        Outcome<?> tooMuch =
                pit.database.decide(tx -> clearing.addMargin(tx, "more", ada, Amount.parse(Asset.USD, "10000.000001")));
        assertThat(((Refused<?>) tooMuch).reason()).isEqualTo(ClearingRefusal.INSUFFICIENT);
    }

    @Test
    void nobodyStopsTheMirrorByCallingClearingItself() {
        house.hear(new ChainEvent.MarginAdded(pit.wallet.address("stranger"), 5));
        house.askMargin(ada, "in", "9999");
        // Two dollars past the service, one of which is reserved here: left to reconciliation.
        house.hear(new ChainEvent.MarginAdded(ada.address(), 2_000_000));
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("0.000000");
        house.hear(new ChainEvent.MarginAdded(ada.address(), 1_000_000));
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("1.000000");
        house.hear(new ChainEvent.MarginAdded(ada.address(), 9_999_000_000L));
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("10000.000000");
    }

    @Test
    void marginIsNotCommittedTwiceByOrdersAtOnce() throws Exception {
        house.open(SEPTEMBER);
        house.margin(ada, "1051.20");
        List<SignedOrder> orders = IntStream.range(0, 12)
                .mapToObj(i -> pit.lots("ada", SEPTEMBER.id(), true, 1, "2.40"))
                .toList();
        long taken;
        try (var pool = Executors.newFixedThreadPool(6)) {
            List<Callable<Outcome<OrderView>>> clicks = orders.stream()
                    .<Callable<Outcome<OrderView>>>map(order -> () -> house.place(order))
                    .toList();
            taken = pool.invokeAll(clicks).stream()
                    .filter(click -> click.resultNow() instanceof Outcome.Done)
                    .count();
        }
        assertThat(taken).isEqualTo(3);
    }

    @Test
    void aDayIsMarkedAtMiddayAndInTheEveningAgainstMidday() {
        house.terms("2026-08-01", "{\"midday\": \"12:00\"}");
        house.open(SEPTEMBER);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(SEPTEMBER, "ada", "bob", 2, "2.40");
        pit.advance("2026-08-03T14:00:00Z");
        house.trade(SEPTEMBER, "bob", "ada", 1, "2.44");
        pit.advance("2026-08-04T11:59:59Z");
        assertThat(clearing.doWork()).isZero();
        pit.advance("2026-08-04T12:00:00Z");
        assertThat(clearing.doWork()).isEqualTo(1);
        assertThat(clearing.doWork()).as("one at midday").isZero();

        MarkView midday = marks().getLast();
        assertThat(midday.cycle()).isEqualTo(MarkCycle.MIDDAY);
        assertThat(midday.price()).as("the trade of the morning").isEqualTo(Price.parse("2.40"));
        // What bob bought back at 2.44 stands at 2.40 now.
        house.settle(midday, ada, 29_200_000, bob, -29_200_000);
        assertThat(pit.posted(bob.path("margin"))).isEqualTo("770.800000");
        pit.fixing(GPU, Pit.TODAY, "2.45");
        pit.advance("2026-08-04T20:30:00Z");
        assertThat(clearing.doWork()).isEqualTo(1);
        MarkView evening = marks().getLast();
        assertThat(evening.cycle()).isEqualTo(MarkCycle.EVENING);
        assertThat(evening.price()).isEqualTo(Price.parse("2.44"));
        assertThat(house.intent("mark:" + SEPTEMBER.name() + ":2026-08-03").after())
                .containsExactly("fix:HGI.H100-SXM-80GB:2026-08-03", "mark:" + SEPTEMBER.name() + ":2026-08-03:midday");
        assertThat(pit.calls(ChainCall.Mark.class))
                .extracting(ChainCall.Mark::cycle)
                .containsExactly(MarkCycle.MIDDAY, MarkCycle.EVENING);
        // One lot from 2.40 to 2.44: the evening pays against midday.
        house.settle(evening, ada, 29_200_000, bob, -29_200_000);
        assertThat(pit.posted(ada.path("margin"))).isEqualTo("858.400000");
        assertThat(pit.database.inTx(clearing::variation)).isEqualTo(ClearingHouse.usd("0"));

        pit.fixing(GPU, Pit.TODAY.plusDays(1), "2.50");
        pit.advance("2026-08-05T20:30:00Z");
        assertThat(clearing.doWork()).as("nobody has traded: the evening alone").isEqualTo(1);
        assertThat(marks().getLast().cycle()).isEqualTo(MarkCycle.EVENING);
    }

    @Test
    void aMonthSettlesAtTheMeanOfItsFinalsAndThePositionsAreGone() {
        Future august = new Future(GPU, YearMonth.of(2026, 8));
        house.open(august);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(august, "ada", "bob", 2, "2.40");
        List<LocalDate> days = BusinessDays.of(august.month(), Set.of());
        for (int i = 0; i < days.size(); i++) {
            pit.fixing(GPU, days.get(i), i % 2 == 0 ? "2.40" : "2.43");
        }
        pit.advance("2026-09-01T20:30:00Z");

        int done = clearing.doWork();

        assertThat(done).isEqualTo(days.size());
        List<MarkView> marks = pit.database.inTx(tx -> clearing.marks(tx, august));
        MarkView last = marks.getLast();
        assertThat(last.day()).isEqualTo(august.lastTradingDay());
        assertThat(last.procedure()).isEqualTo(Procedure.FINAL);
        // 11 days at 2.40 and 10 at 2.43: 2.4142857… half-even to 0.0001
        assertThat(last.price()).isEqualTo(Price.parse("2.4143"));
        marks.forEach(house::settle);
        assertThat(pit.posted(ada.path("lots", august.name()))).isEqualTo("0");
        assertThat(pit.posted(bob.path("lots", august.name()))).isEqualTo("0");
        assertThat(pit.database
                        .inTx(tx -> clearing.future(tx, august).orElseThrow())
                        .state())
                .isEqualTo(FutureView.State.SETTLED);
        assertThat(withdraw("all", "800")).isEmpty();
        assertThat(clearing.doWork()).isZero();
    }

    @Test
    void aMonthThatSomebodyClosedOutOnChainIsSettledHere() {
        house.open(SEPTEMBER);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(SEPTEMBER, "ada", "bob", 2, "2.40");
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        clearing.doWork();
        MarkView planned = marks().getLast();
        // The sender was down too long: the mark that it holds lost to a stranger's call.
        house.hear(new ChainEvent.Marked(
                SEPTEMBER.id(), planned.day().toEpochDay(), MarkCycle.EVENING, Price.parse("2.41"), true));
        house.voided("mark:" + SEPTEMBER.name() + ":" + planned.day(), "AlreadySettled");
        assertThat(marks().getLast().price()).isEqualTo(Price.parse("2.41"));
        assertThat(marks().getLast().state()).isEqualTo(MarkView.State.FINAL);
        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("0");
        assertThat(pit.database
                        .inTx(tx -> clearing.future(tx, SEPTEMBER).orElseThrow())
                        .state())
                .isEqualTo(FutureView.State.SETTLED);
        assertThat(withdraw("all", "800")).isEmpty();
        assertThat(clearing.doWork()).isZero();
    }

    @Test
    void aMonthWithMissingDaysWaitsForTwoPeople() {
        Future august = new Future(GPU, YearMonth.of(2026, 8));
        house.open(august);
        List<LocalDate> days = BusinessDays.of(august.month(), Set.of());
        days.stream().filter(day -> day.getDayOfMonth() != 12).forEach(day -> pit.fixing(GPU, day, "2.40"));
        pit.advance("2026-09-01T20:30:00Z");

        assertThat(clearing.doWork()).isZero();
        assertThat(settling(august, Approval.NONE)).isEqualTo(Optional.of(ClearingRefusal.NEEDS_REVIEW));
        assertThat(settling(august, new Approval(Set.of("one"), Optional.empty(), "looked at")))
                .isEqualTo(Optional.of(ClearingRefusal.NEEDS_REVIEW));
        assertThat(settling(august, new Approval(Set.of("one", "two"), Optional.empty(), "one day was a holiday")))
                .isEmpty();
    }

    private MarkView markedOnce() {
        house.open(SEPTEMBER);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(SEPTEMBER, "ada", "bob", 2, "2.40");
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        clearing.doWork();
        return marks().getFirst();
    }

    private FutureView decide(Future future) {
        return pit.database.decide(tx -> clearing.list(tx, future)).orThrow();
    }

    private Refusal listing(Future future) {
        return ((Refused<?>) pit.database.decide(tx -> clearing.list(tx, future))).reason();
    }

    private Optional<Refusal> withdraw(String id, String dollars) {
        return refusal(
                pit.database.decide(tx -> clearing.withdrawMargin(tx, id, ada, Amount.parse(Asset.USD, dollars))));
    }

    private Optional<Refusal> settling(Future future, Approval approval) {
        return refusal(pit.database.decide(tx -> clearing.settleFinally(tx, future, approval)));
    }

    private static Optional<Refusal> refusal(Outcome<?> outcome) {
        return outcome instanceof Refused<?> refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    private List<MarkView> marks() {
        return house.marks(SEPTEMBER);
    }
}
