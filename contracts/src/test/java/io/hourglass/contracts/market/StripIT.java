package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Signable.Combination;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A quarter's or a year's months at one price, out of what rests in the months' own books. */
class StripIT {
    private static final List<Future> QUARTER = months(2026, 10, 12);
    private static final long SEED = 4;

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "900000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "900000");
    private final Party cyd = pit.party("cyd", Party.Kind.INVESTOR, "900000");

    @BeforeEach
    void open() {
        QUARTER.forEach(house::open);
        Stream.of(ada, bob, cyd).forEach(party -> house.margin(party, "500000"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static List<Future> months(int year, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(month -> new Future(GPU, YearMonth.of(year, month)))
                .toList();
    }

    @Test
    void quartersAndYearsAreListedOnceTheChainKnowsAllTheirMonths() {
        assertThat(strips()).extracting(Strip::code).containsExactly("H100-SXM-80GB.2026-Q4.ST");
        List<Future> year = months(2027, 1, 12);
        year.subList(0, 11).forEach(house::open);
        assertThat(strips()).hasSize(4);
        house.open(year.getLast());
        assertThat(strips())
                .extracting(Strip::code)
                .contains("H100-SXM-80GB.2027-Q4.ST", "H100-SXM-80GB.2027.ST")
                .hasSize(6);
    }

    @Test
    void takesEqualLotsOfEveryMonthAtWhatTheirOrdersAsk() {
        offer(bob, 0, 5, "2.40");
        offer(bob, 1, 2, "2.41");
        offer(cyd, 1, 9, "2.42");
        offer(cyd, 2, 5, "2.43");
        // the first two lots at 7.24 together, three more at 7.25: 2.4166… and no more is signed for
        CombinationView bought = done(strip("ada", true, 6, "2.417", OrderType.IMMEDIATE_OR_CANCEL));

        assertThat(bought.rest()).isEqualTo(1);
        assertThat(bought.reason()).isEqualTo("immediate or cancel: 5 of 6 lots could be had in all 3 months");
        assertThat(trades()).hasSize(4).allSatisfy(trade -> assertThat(trade.kind())
                .isEqualTo(Kind.STRIP));
        assertThat(trades())
                .extracting(trade -> trade.price().decimal() + " × " + trade.quantity())
                .containsExactly("2.43 × 5", "2.42 × 3", "2.41 × 2", "2.4 × 5");
        house.market.doWork();
        ChainCall.NovateCombined call =
                pit.calls(ChainCall.NovateCombined.class).getLast();
        assertThat(call.fills()).hasSize(4);
        assertThat(call.orders()).hasSize(7);
        assertThat(call.combined()).singleElement().satisfies(combined -> {
            assertThat(combined.legs()).hasSize(3);
            assertThat(combined.price()).isEqualTo(3 * 2_417_000);
        });
        house.hear(ClearingHouse.novated(call));
        QUARTER.forEach(
                month -> assertThat(pit.posted(ada.path("lots", month.name()))).isEqualTo("5"));
        // what is left of the offers trades on
        house.done(pit.lots("ada", QUARTER.get(1).id(), true, 6, "2.42"));
        assertThat(trades().getFirst().quantity()).isEqualTo(6);
    }

    @Test
    void allOfItOrNothingWhereThatIsAsked() {
        offer(bob, 0, 5, "2.40");
        offer(bob, 1, 5, "2.40");
        offer(bob, 2, 4, "2.40");
        CombinationView short1 = done(strip("ada", true, 5, "2.40", OrderType.FILL_OR_KILL));
        assertThat(short1.reason()).isEqualTo("fill or kill: 4 of 5 lots could be had in all 3 months");
        offer(bob, 2, 4, "2.403");
        CombinationView dear = done(strip("ada", true, 5, "2.40", OrderType.FILL_OR_KILL));
        assertThat(dear.reason())
                .isEqualTo("fill or kill: 4 of 5 lots could be had in all 3 months, the next at $7.203/h together,"
                        + " the limit is $7.2/h");
        assertThat(trades()).isEmpty();
        CombinationView whole = done(strip("ada", true, 5, "2.401", OrderType.FILL_OR_KILL));
        assertThat(whole.state()).isEqualTo(OrderView.State.FILLED);
        assertThat(trades()).hasSize(4);
    }

    @Test
    void isSoldToWhatIsBidAndQuotedAtTheMean() {
        for (int i = 0; i < 3; i++) {
            house.done(pit.lots("bob", QUARTER.get(i).id(), true, 2, "2.4" + i));
        }
        var quote = pit.database.inTx(tx -> house.market.combinations().quote(tx, strips().getFirst()));
        assertThat(quote.bid()).isEqualTo(Price.parse("2.41"));
        assertThat(quote.ask()).isNull();
        assertThat(done(strip("ada", false, 1, "2.411", OrderType.FILL_OR_KILL)).rest())
                .isEqualTo(1);
        assertThat(done(strip("ada", false, 2, "2.41", OrderType.FILL_OR_KILL)).state())
                .isEqualTo(OrderView.State.FILLED);
        assertThat(trades()).extracting(TradeView::seller).containsOnly("ada");
    }

    @Test
    void itsTradesMakeTheSettlementPriceForTheyAreAtTheMonthsOwnPrices() {
        pit.advance("2026-08-03T19:58:00Z");
        IntStream.range(0, 3).forEach(i -> offer(bob, i, 2, "2.45"));
        done(strip("ada", true, 2, "2.45", OrderType.FILL_OR_KILL));
        house.combine();
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        house.clearing.doWork();
        assertThat(house.marks(QUARTER.getFirst()).getFirst().procedure()).isEqualTo(Procedure.T1);
        assertThat(house.marks(QUARTER.getFirst()).getFirst().price()).isEqualTo(Price.parse("2.45"));
    }

    @Test
    void nobodyMeetsThemselves() {
        offer(bob, 0, 5, "2.40");
        offer(ada, 1, 1, "2.40");
        offer(bob, 1, 5, "2.40");
        offer(bob, 2, 5, "2.40");
        assertThat(done(strip("ada", true, 2, "2.40", OrderType.IMMEDIATE_OR_CANCEL))
                        .reason())
                .contains("0 of 2 lots");
        CombinationPlacement instead =
                pit.strip("ada", ids(), true, 2, "2.40", OrderType.FILL_OR_KILL, SelfMatch.CANCEL_RESTING);
        assertThat(done(instead).state()).isEqualTo(OrderView.State.FILLED);
        assertThat(trades()).extracting(TradeView::seller).containsOnly("bob");
    }

    @Test
    void refusesWhatIsNoStripOrIsNotCovered() {
        IntStream.range(0, 3).forEach(i -> offer(bob, i, 400, "2.40"));
        assertThat(refused(strip("ada", true, 1, "2.40", OrderType.LIMIT))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(strip("ada", true, 1, "2.4005", OrderType.FILL_OR_KILL)))
                .isEqualTo(MarketRefusal.MALFORMED);
        CombinationPlacement good = strip("ada", true, 1, "2.40", OrderType.FILL_OR_KILL);
        Combination uneven = new Combination(good.combination().legs(), 7_200_001);
        assertThat(refused(pit.sign("ada", uneven, OrderType.FILL_OR_KILL, SelfMatch.CANCEL_INCOMING)))
                .isEqualTo(MarketRefusal.MALFORMED);
        List<Hash> turned = ids().reversed();
        assertThat(refused(
                        pit.strip("ada", turned, true, 1, "2.40", OrderType.FILL_OR_KILL, SelfMatch.CANCEL_INCOMING)))
                .isEqualTo(MarketRefusal.UNKNOWN_INSTRUMENT);
        assertThat(refused(new CombinationPlacement(
                        good.combination(),
                        strip("bob", true, 1, "2.40", OrderType.FILL_OR_KILL).signature(),
                        OrderType.FILL_OR_KILL,
                        SelfMatch.CANCEL_INCOMING)))
                .isEqualTo(MarketRefusal.WRONG_SIGNATURE);
        done(good);
        assertThat(refused(good)).isEqualTo(MarketRefusal.REPLAYED);
        pit.party("dan", Party.Kind.INVESTOR, "2000");
        house.margin(pit.database.inTx(tx -> pit.journal.party(tx, "dan")).orElseThrow(), "1000");
        Refused<CombinationView> poor =
                (Refused<CombinationView>) place(strip("dan", true, 1, "2.40", OrderType.FILL_OR_KILL));
        assertThat(poor.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        // 3 × 350.40
        assertThat(poor.detail()).contains("1051.200000 USD", "51.200000 USD missing");
        assertThat(trades()).hasSize(3);
    }

    @Test
    void whatTheChainRefusesIsVoidedInEveryMonth() {
        IntStream.range(0, 3).forEach(i -> offer(bob, i, 2, "2.40"));
        done(strip("ada", true, 2, "2.40", OrderType.FILL_OR_KILL));
        house.market.doWork();
        ChainCall.NovateCombined call =
                pit.calls(ChainCall.NovateCombined.class).getLast();
        pit.database.inTx(tx -> {
            house.market.onVoided(tx, "combine:" + call.batch(), "MarginShort(ada)");
            return 0;
        });
        assertThat(trades()).hasSize(3).extracting(TradeView::state).containsOnly(TradeView.State.VOIDED);
    }

    /** An offer of one month, as a plain list knows it. */
    private record Offer(int number, long price, long rest) {}

    @Test
    void randomStripsTakeWhatAPlainListSays() {
        Random random = new Random(SEED);
        List<List<Offer>> plain = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int number = 0;
        int bought = 0;
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(4) > 0) {
                int month = random.nextInt(3);
                long price = 2_400L + random.nextInt(8);
                long lots = 1L + random.nextInt(5);
                offer(random.nextBoolean() ? bob : cyd, month, lots, "2." + (price - 2_000));
                plain.get(month).add(new Offer(++number, price, lots));
                continue;
            }
            long lots = 1L + random.nextInt(6);
            long limit = 2_400L + random.nextInt(7);
            OrderType type = random.nextBoolean() ? OrderType.FILL_OR_KILL : OrderType.IMMEDIATE_OR_CANCEL;
            long expected = taken(plain, lots, 3 * limit, type);
            CombinationView view = done(strip("ada", true, lots, "2." + (limit - 2_000), type));
            assertThat(lots - view.rest()).as("seed %s, step %s", SEED, step).isEqualTo(expected);
            bought += (int) expected;
            house.market.doWork();
            compare(plain, "seed " + SEED + ", step " + step);
        }
        assertThat(bought).isGreaterThan(10);
        pit.calls(ChainCall.NovateCombined.class).forEach(call -> house.hear(ClearingHouse.novated(call)));
        for (Future month : QUARTER) {
            assertThat(pit.posted(ada.path("lots", month.name()))).isEqualTo(String.valueOf(bought));
            assertThat(pit.posted("clearing:lots:" + month.name())).isEqualTo("0");
        }
    }

    /** Lot by lot, the cheapest of each month, sorted anew for each. */
    private static long taken(List<List<Offer>> plain, long lots, long limit, OrderType type) {
        List<List<Offer>> trial =
                plain.stream().<List<Offer>>map(ArrayList::new).toList();
        long taken = 0;
        while (taken < lots && trial.stream().noneMatch(List::isEmpty)) {
            Comparator<Offer> best = Comparator.comparingLong(Offer::price).thenComparingInt(Offer::number);
            List<Offer> first = trial.stream()
                    .map(month -> month.stream().min(best).orElseThrow())
                    .toList();
            if (first.stream().mapToLong(Offer::price).sum() > limit) {
                break;
            }
            for (int i = 0; i < 3; i++) {
                Offer offer = first.get(i);
                trial.get(i).remove(offer);
                if (offer.rest > 1) {
                    trial.get(i).add(new Offer(offer.number, offer.price, offer.rest - 1));
                }
            }
            taken++;
        }
        if (type == OrderType.FILL_OR_KILL && taken < lots) {
            return 0;
        }
        for (int i = 0; i < 3; i++) {
            plain.get(i).clear();
            plain.get(i).addAll(trial.get(i));
        }
        return taken;
    }

    private void compare(List<List<Offer>> plain, String when) {
        for (int i = 0; i < 3; i++) {
            Hash month = QUARTER.get(i).id();
            List<String> levels = pit.database.inTx(tx -> house.market.depth(tx, month, 100)).asks().stream()
                    .map(level -> level.price().micros() / 1000 + " × " + level.quantity())
                    .toList();
            List<String> expected = plain.get(i).stream()
                    .collect(Collectors.groupingBy(Offer::price, TreeMap::new, Collectors.summingLong(Offer::rest)))
                    .entrySet()
                    .stream()
                    .map(level -> level.getKey() + " × " + level.getValue())
                    .toList();
            assertThat(levels).as(when).isEqualTo(expected);
        }
    }

    private void offer(Party party, int month, long lots, String price) {
        house.done(pit.lots(party.name(), QUARTER.get(month).id(), false, lots, price));
    }

    private static List<Hash> ids() {
        return QUARTER.stream().map(Future::id).toList();
    }

    private CombinationPlacement strip(String party, boolean buy, long lots, String price, OrderType type) {
        return pit.strip(party, ids(), buy, lots, price, type, SelfMatch.CANCEL_INCOMING);
    }

    private Outcome<CombinationView> place(CombinationPlacement placement) {
        return pit.database.decide(tx -> house.market.combinations().place(tx, placement));
    }

    private CombinationView done(CombinationPlacement placement) {
        return place(placement).orThrow();
    }

    private Object refused(CombinationPlacement placement) {
        return ((Refused<CombinationView>) place(placement)).reason();
    }

    private List<Strip> strips() {
        return pit.database.inTx(tx -> house.market.combinations().strips(tx));
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> house.market.trades(tx, 100));
    }
}
