package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.clearing.SwapView;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.ProposalView.State;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Combined;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.margin.BusinessDays;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fixed price against each month's average: cleared as the months' futures, all of them or none. */
class SwapIT {
    private static final Future OCTOBER = new Future(GPU, YearMonth.of(2026, 10));
    private static final Future NOVEMBER = new Future(GPU, YearMonth.of(2026, 11));
    private static final Future DECEMBER = new Future(GPU, YearMonth.of(2026, 12));
    private static final List<Future> QUARTER = List.of(OCTOBER, NOVEMBER, DECEMBER);
    private static final String TENOR = "H100-SXM-80GB.2026-Q4.ST";

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "40000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "40000");
    private long salt = 1_000;

    /** Fixings so far, for the test's own mean; and what the chain marks each month from. */
    private final Map<YearMonth, List<Long>> fixed = new HashMap<>();

    private final Map<Future, Long> last = new HashMap<>();

    @BeforeEach
    void open() {
        QUARTER.forEach(house::open);
        house.margin(ada, "9000");
        house.margin(bob, "9000");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void eachMonthIsClearedAtTheFixedPriceAllInOneCall() {
        ProposalView proposed = propose("ada", "bob", true, 5, "2.40").orThrow();
        assertThat(proposed.state()).isEqualTo(State.PROPOSED);
        assertThat(proposed.proposal().code()).isEqualTo(TENOR);
        assertThat(house.required(ada)).as("nothing is reserved yet").isEqualTo("0.000000");
        ProposalView accepted = accept("bob", proposed, false, 5, "2.40").orThrow();
        assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
        // three months of five lots at 350.40
        assertThat(house.required(ada)).isEqualTo("5256.000000");
        assertThat(house.required(bob)).isEqualTo("5256.000000");

        house.market.doWork();
        house.market.doWork();
        ChainCall.NovateCombined call = onlyCall();
        assertThat(call.fills()).hasSize(3);
        assertThat(call.combined()).extracting(Combined::price).containsExactlyInAnyOrder(7_200_000L, -7_200_000L);
        assertThat(find(proposed).state()).isEqualTo(State.SETTLING);
        house.hear(ClearingHouse.novated(call));
        assertThat(find(proposed).state()).isEqualTo(State.FINAL);
        for (Future month : QUARTER) {
            assertThat(pit.posted(ada.path("lots", month.name()))).isEqualTo("5");
            assertThat(pit.posted(bob.path("lots", month.name()))).isEqualTo("-5");
        }
        List<CombinationView> combinations =
                pit.database.inTx(tx -> house.market.combinations().orders(tx, "ada", 10));
        assertThat(combinations).as("no order in a book").isEmpty();
    }

    @Test
    void overItsLifeItPaysTheAveragesLessTheFixedPriceToTheUnit() {
        pit.advance("2026-09-29T12:00:00Z");
        agree("ada", "bob", 5, "2.40");
        QUARTER.forEach(month -> last.put(month, 2_400_000L));
        List<LocalDate> days = LocalDate.of(2026, 9, 29)
                .datesUntil(LocalDate.of(2027, 1, 1))
                .filter(day -> BusinessDays.isBusinessDay(day, Set.of()))
                .toList();
        LocalDate half = LocalDate.of(2026, 11, 2);
        live(days.stream().filter(day -> !day.isAfter(half)).toList(), "2026-11-03T20:30:00Z");

        SwapView running = swap("ada");
        long october = due(OCTOBER);
        assertThat(running.settled()).isEqualTo(usd(october));
        assertThat(running.months().get(0).settled()).isTrue();
        assertThat(running.months().get(0).amount()).isEqualTo(usd(october));
        assertThat(running.months().get(1).fixedDays()).isEqualTo(1);
        assertThat(running.months().get(1).days())
                .isEqualTo(BusinessDays.of(NOVEMBER.month(), Set.of()).size());
        assertThat(running.months().get(1).average()).isEqualTo(new Price(mean(NOVEMBER)));
        assertThat(running.months().get(2).average()).isNull();
        long worth = 730 * 5 * (last(NOVEMBER) + last(DECEMBER) - 4_800_000L);
        assertThat(running.value()).isEqualTo(usd(worth));
        assertThat(margin(ada)).as("and all of it is paid").isEqualTo(9_000_000_000L + october + worth);

        live(days.stream().filter(day -> day.isAfter(half)).toList(), "2027-01-04T20:30:00Z");
        long all = QUARTER.stream().mapToLong(this::due).sum();
        assertThat(all).isNotZero();
        assertThat(margin(ada)).isEqualTo(9_000_000_000L + all);
        assertThat(margin(bob)).isEqualTo(9_000_000_000L - all);
        SwapView over = swap("bob");
        assertThat(over.settled()).isEqualTo(usd(all));
        assertThat(over.value()).isEqualTo(usd(0));
        assertThat(over.months()).allSatisfy(month -> {
            assertThat(month.settled()).isTrue();
            assertThat(month.price()).isEqualTo(month.average());
        });
        assertThat(house.required(ada)).isEqualTo("0.000000");
    }

    @Test
    void aMonthMayBeFarFromItsOwnSettlementAndWhatItIsOffIsMarginedAtOnce() {
        house.trade(OCTOBER, "ada", "bob", 1, "2.80");
        house.mark(OCTOBER, Pit.TODAY, "2.40");
        // 2.10 is a quarter below October's 2.80, and within a fifth of the mean of the three, 2.53
        assertThat(house.refused(pit.lots("bob", OCTOBER.id(), false, 1, "2.10")))
                .isEqualTo(MarketRefusal.PRICE_BAND);
        Refused<ProposalView> low = refusal(propose("ada", "bob", true, 5, "2.026"));
        assertThat(low.reason()).isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(low.detail())
                .isEqualTo("$2.026/h is more than 20 % from the mean of the prior settlements of 3 months,"
                        + " $2.533333/h");
        ProposalView proposed = propose("ada", "bob", true, 5, "2.10").orThrow();
        Refused<ProposalView> short1 = refusal(accept("bob", proposed, false, 5, "2.10"));
        assertThat(short1.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(short1.detail()).startsWith("bob: ").contains("USD missing");
        house.askMargin(bob, "more", "5000");
        house.hear(new ChainEvent.MarginAdded(bob.address(), 5_000_000_000L));
        accept("bob", proposed, false, 5, "2.10").orThrow();
        // five lots of October from 2.10 to 2.80, which bob has lost
        long apart = Amount.parse(Asset.USD, house.required(bob)).units()
                - Amount.parse(Asset.USD, house.required(ada)).units();
        assertThat(apart).isEqualTo(730 * 5 * 700_000L);
    }

    @Test
    void whatTheChainRefusesIsVoidedInEveryMonth() {
        ProposalView proposed = propose("ada", "bob", false, 2, "2.45").orThrow();
        accept("bob", proposed, true, 2, "2.45").orThrow();
        house.market.doWork();
        pit.database.inTx(tx -> {
            house.market.onVoided(tx, "combine:" + onlyCall().batch(), "MarginShort(ada)");
            return 0;
        });
        assertThat(find(proposed).state()).isEqualTo(State.VOIDED);
        assertThat(find(proposed).reason()).isEqualTo("MarginShort(ada)");
        assertThat(trades()).hasSize(3).extracting(TradeView::state).containsOnly(TradeView.State.VOIDED);
        assertThat(house.required(ada)).isEqualTo("0.000000");
    }

    @Test
    void noSettlementPriceIsMadeOfIt() {
        agree("ada", "bob", 3, "2.60");
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        house.clearing.doWork();
        for (Future month : QUARTER) {
            MarkView mark = house.marks(month).getFirst();
            assertThat(mark.procedure())
                    .as("the curve, though lots traded at 2.60")
                    .isEqualTo(Procedure.T3);
            List<Bar> bars = pit.database.inTx(tx -> house.market.bars(tx, month.id(), 10));
            assertThat(bars).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoSwapOrNotAsItMustBe() {
        assertThat(refused(propose("ada", "ada", true, 1, "2.40"))).isEqualTo(MarketRefusal.SELF_DEALING);
        assertThat(refused(propose("ada", "nobody", true, 1, "2.40"))).isEqualTo(MarketRefusal.UNKNOWN_PARTY);
        assertThat(refused(propose("ada", "bob", true, 1, "2.4001"))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(propose("ada", "bob", true, 15_001, "2.40"))).isEqualTo(MarketRefusal.LIMIT);
        Combination two = combination("ada", List.of(OCTOBER, NOVEMBER), true, 1, "2.40");
        assertThat(refused(propose("ada", "bob", two))).isEqualTo(MarketRefusal.UNKNOWN_INSTRUMENT);
        Combination good = combination("ada", QUARTER, true, 1, "2.40");
        assertThat(refused(propose("ada", "bob", new Combination(good.legs(), 7_200_001))))
                .isEqualTo(MarketRefusal.MALFORMED);
        List<Order> unequal = new ArrayList<>(good.legs());
        unequal.set(2, Pit.changed(unequal.get(2), 2, unequal.get(2).salt()));
        assertThat(refused(propose("ada", "bob", new Combination(unequal, good.price()))))
                .isEqualTo(MarketRefusal.MALFORMED);
        Outcome<ProposalView> forged =
                pit.database.decide(tx -> house.market.swaps().propose(tx, "bob", good, pit.wallet.sign("bob", good)));
        assertThat(refused(forged)).isEqualTo(MarketRefusal.WRONG_SIGNATURE);

        ProposalView proposed = propose("ada", "bob", good).orThrow();
        assertThat(refused(propose("ada", "bob", good))).isEqualTo(MarketRefusal.REPLAYED);
        assertThat(refused(accept("bob", proposed, false, 1, "2.41"))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(accept("bob", proposed, true, 1, "2.40"))).isEqualTo(MarketRefusal.MALFORMED);
        Combination month = combination("bob", List.of(OCTOBER), false, 1, "2.40");
        Outcome<ProposalView> other = pit.database.decide(tx ->
                house.market.swaps().accept(tx, proposed.proposal().id(), "bob", month, pit.wallet.sign("bob", month)));
        assertThat(refusal(other).detail()).contains("1 lots a month of " + TENOR);
        Outcome<ProposalView> exchange =
                pit.database.decide(tx -> house.market.proposals().decline(tx, Hash.keccak("none"), "bob", null));
        assertThat(refused(exchange)).isEqualTo(MarketRefusal.UNKNOWN_PROPOSAL);
        pit.database
                .decide(tx ->
                        house.market.proposals().decline(tx, proposed.proposal().id(), "bob", null))
                .orThrow();
        assertThat(refused(accept("bob", proposed, false, 1, "2.40"))).isEqualTo(MarketRefusal.PROPOSAL_CLOSED);
        assertThat(trades()).isEmpty();
        // a month alone is a tenor too
        ProposalView single = propose("ada", "bob", combination("ada", List.of(OCTOBER), true, 1, "2.40"))
                .orThrow();
        assertThat(single.proposal().code()).isEqualTo(OCTOBER.name());
    }

    /** They agree and the chain takes it. */
    private void agree(String pays, String receives, long lots, String price) {
        ProposalView proposed = propose(pays, receives, true, lots, price).orThrow();
        accept(receives, proposed, false, lots, price).orThrow();
        house.combine();
    }

    /** Days go by with their fixings; each month is marked, and settled when it is over. */
    private void live(List<LocalDate> days, String until) {
        for (LocalDate day : days) {
            Price price = new Price(2_300_000L + 1_000L * (day.getDayOfYear() * 37 % 211));
            fixed.computeIfAbsent(YearMonth.from(day), month -> new ArrayList<>())
                    .add(price.micros());
            pit.fixing(GPU, day, price.decimal());
        }
        Map<Future, Integer> before = new HashMap<>();
        QUARTER.forEach(month -> before.put(month, house.marks(month).size()));
        pit.advance(until);
        house.clearing.doWork();
        for (Future month : QUARTER) {
            List<MarkView> marks = house.marks(month);
            marks.stream().skip(before.getOrDefault(month, 0)).forEach(mark -> {
                long gain = 730 * 5 * (mark.price().micros() - last(month));
                last.put(month, mark.price().micros());
                if (gain == 0) {
                    house.settle(mark);
                } else {
                    house.settle(mark, ada, gain, bob, -gain);
                }
            });
        }
    }

    private long last(Future month) {
        return last.getOrDefault(month, 0L);
    }

    /** Of its final fixings, half-even to a hundredth of a cent: what a month settles at, reckoned here. */
    private long mean(Future month) {
        List<Long> prices = fixed.getOrDefault(month.month(), List.of());
        BigDecimal sum =
                BigDecimal.valueOf(prices.stream().mapToLong(one -> one).sum());
        return sum.divide(
                                BigDecimal.valueOf(prices.size()).multiply(BigDecimal.valueOf(100)),
                                0,
                                RoundingMode.HALF_EVEN)
                        .longValueExact()
                * 100;
    }

    /** (average − fixed) × 730 × lots */
    private long due(Future month) {
        return (mean(month) - 2_400_000L) * 730 * 5;
    }

    private long margin(Party party) {
        return Amount.parse(Asset.USD, pit.posted(party.path("margin"))).units();
    }

    private static Amount usd(long micros) {
        return new Amount(Asset.USD, micros);
    }

    private SwapView swap(String party) {
        List<SwapView> swaps = pit.database.inTx(tx -> house.clearing.swaps(tx, party, 10));
        assertThat(swaps).hasSize(1);
        return swaps.getFirst();
    }

    private Combination combination(String party, List<Future> months, boolean pays, long lots, String price) {
        long first = salt;
        salt += months.size();
        List<Order> legs = IntStream.range(0, months.size())
                .mapToObj(i -> new Order(
                        Venue.CLEARING,
                        pit.wallet.address(party),
                        months.get(i).id(),
                        pays,
                        lots,
                        Price.parse(price),
                        pit.clock.instant().plusSeconds(86_400).getEpochSecond(),
                        first + i))
                .toList();
        long together = months.size() * Price.parse(price).micros();
        return new Combination(legs, pays ? together : -together);
    }

    private Outcome<ProposalView> propose(String party, String other, boolean pays, long lots, String price) {
        return propose(party, other, combination(party, QUARTER, pays, lots, price));
    }

    private Outcome<ProposalView> propose(String party, String other, Combination signed) {
        return pit.database.decide(
                tx -> house.market.swaps().propose(tx, other, signed, pit.wallet.sign(party, signed)));
    }

    private Outcome<ProposalView> accept(String party, ProposalView proposed, boolean pays, long lots, String price) {
        Combination signed = combination(party, QUARTER, pays, lots, price);
        Hash id = proposed.proposal().id();
        return pit.database.decide(
                tx -> house.market.swaps().accept(tx, id, party, signed, pit.wallet.sign(party, signed)));
    }

    private static Refused<ProposalView> refusal(Outcome<ProposalView> outcome) {
        return (Refused<ProposalView>) outcome;
    }

    private static Object refused(Outcome<ProposalView> outcome) {
        return refusal(outcome).reason();
    }

    private ProposalView find(ProposalView proposed) {
        return pit.database.inTx(tx ->
                house.market.proposals().find(tx, proposed.proposal().id()).orElseThrow());
    }

    private ChainCall.NovateCombined onlyCall() {
        List<ChainCall.NovateCombined> calls = pit.calls(ChainCall.NovateCombined.class);
        assertThat(calls).hasSize(1);
        return calls.getFirst();
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> house.market.trades(tx, 100));
    }
}
