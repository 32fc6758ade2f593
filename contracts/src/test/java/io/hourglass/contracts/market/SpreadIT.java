package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Combined;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two months traded as one: a book of its own, and two trades that settle together or not at all. */
class SpreadIT {
    private static final Future OCTOBER = new Future(GPU, YearMonth.of(2026, 10));
    private static final Future DECEMBER = new Future(GPU, YearMonth.of(2026, 12));

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "20000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "20000");

    @BeforeEach
    void open() {
        house.open(OCTOBER);
        house.open(SEPTEMBER);
        house.margin(ada, "9000");
        house.margin(bob, "9000");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void monthsNextToEachOtherAreListedAsOneOnceTheChainKnowsBoth() {
        house.open(DECEMBER);
        assertThat(spreads()).singleElement().satisfies(spread -> {
            assertThat(spread.code()).isEqualTo("H100-SXM-80GB.2026-09.2026-10.S");
            assertThat(spread.near().code()).isEqualTo(SEPTEMBER.name());
            assertThat(spread.far().code()).isEqualTo(OCTOBER.name());
            assertThat(spread.tick()).isEqualTo(500);
        });
        house.open(new Future(GPU, YearMonth.of(2026, 11)));
        assertThat(spreads()).hasSize(3);
    }

    @Test
    void aMatchIsTwoTradesThatSettleInOneCall() {
        CombinationView bid = done(spread("ada", true, 5, "-0.0100"));
        assertThat(bid.state()).isEqualTo(OrderView.State.OPEN);
        CombinationView sold = done(spread("bob", false, 3, "-0.0125"));

        // the resting order's price; September at what it is marked from, October as much dearer
        assertThat(sold.trades()).hasSize(2);
        assertThat(trades()).extracting(TradeView::instrument).containsExactly(OCTOBER.name(), SEPTEMBER.name());
        assertThat(trades()).extracting(TradeView::price).containsExactly(Price.parse("2.41"), Price.parse("2.40"));
        assertThat(trades()).extracting(TradeView::buyer).containsExactly("bob", "ada");
        assertThat(trades()).allSatisfy(trade -> {
            assertThat(trade.quantity()).isEqualTo(3);
            assertThat(trade.kind()).isEqualTo(Kind.SPREAD);
        });
        house.market.doWork();
        ChainCall.NovateCombined call =
                pit.calls(ChainCall.NovateCombined.class).getLast();
        assertThat(pit.calls(ChainCall.Novate.class)).isEmpty();
        assertThat(call.fills()).hasSize(2);
        assertThat(call.orders()).hasSize(4);
        assertThat(call.combined()).extracting(Combined::price).containsExactlyInAnyOrder(-10_000L, 12_500L);
        house.hear(ClearingHouse.novated(call));

        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("3");
        assertThat(pit.posted(ada.path("lots", OCTOBER.name()))).isEqualTo("-3");
        assertThat(pit.posted(bob.path("lots", SEPTEMBER.name()))).isEqualTo("-3");
        assertThat(pit.posted(bob.path("lots", OCTOBER.name()))).isEqualTo("3");
        assertThat(trades()).extracting(TradeView::state).containsOnly(TradeView.State.FINAL);
        Hash transaction = trades().getFirst().transaction();
        assertThat(transaction).isNotNull();
        assertThat(order(bid).rest()).isEqualTo(2);
        assertThat(order(bid).state()).isEqualTo(OrderView.State.PARTLY_FILLED);
        // one row a combination, and none for its legs
        List<OrderView> outright = pit.database.inTx(tx -> house.market.orders(tx, "ada", 10));
        assertThat(outright).isEmpty();
    }

    @Test
    void noSettlementPriceIsMadeOfItsLegs() {
        done(spread("ada", true, 3, "-0.1"));
        done(spread("bob", false, 3, "-0.1"));
        house.combine();
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        house.clearing.doWork();

        MarkView mark = house.marks(OCTOBER).getFirst();
        assertThat(mark.procedure()).as("the curve, though legs traded at 2.50").isEqualTo(Procedure.T3);
        List<TradeView> prints = pit.database.inTx(tx -> house.market.prints(tx, OCTOBER.id(), 10));
        assertThat(prints).hasSize(1);
        List<Bar> bars = pit.database.inTx(tx -> house.market.bars(tx, OCTOBER.id(), 10));
        assertThat(bars).isEmpty();
    }

    @Test
    void refusesWhatIsNoSpreadOrNotAsItMustBe() {
        assertThat(refused(spread("ada", true, 1, "0.0001"))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(pit.spread("ada", OCTOBER.id(), SEPTEMBER.id(), true, 1, "0")))
                .isEqualTo(MarketRefusal.UNKNOWN_INSTRUMENT);
        assertThat(refused(pit.spread("ada", SEPTEMBER.id(), DECEMBER.id(), true, 1, "0")))
                .isEqualTo(MarketRefusal.UNKNOWN_INSTRUMENT);
        assertThat(refused(spread("ada", true, 15_001, "0"))).isEqualTo(MarketRefusal.LIMIT);
        assertThat(refused(spread("stranger", true, 1, "0"))).isEqualTo(MarketRefusal.UNKNOWN_PARTY);
        assertThat(refused(pit.spread("ada", SEPTEMBER.id(), OCTOBER.id(), true, 1, 0, OrderType.MARKET)))
                .isEqualTo(MarketRefusal.MALFORMED);
        // October would be at 2.8815, more than 20 % from its prior settlement
        assertThat(refused(spread("ada", true, 1, "-0.4815"))).isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(refused(spread("ada", true, 1, "2.4"))).isEqualTo(MarketRefusal.PRICE_BAND);

        CombinationPlacement good = spread("ada", true, 1, "0");
        Combination cheaper = new Combination(good.combination().legs(), 500);
        assertThat(refused(new CombinationPlacement(
                        cheaper, good.signature(), OrderType.LIMIT, SelfMatch.CANCEL_INCOMING)))
                .as("signed for another price")
                .isEqualTo(MarketRefusal.WRONG_SIGNATURE);
        Order near = good.first();
        Combination unequal = new Combination(
                List.of(near, Pit.changed(good.combination().legs().get(1), 2, near.salt() + 1)), 0);
        assertThat(refused(pit.sign("ada", unequal, OrderType.LIMIT, SelfMatch.CANCEL_INCOMING)))
                .isEqualTo(MarketRefusal.MALFORMED);
        done(good);
        assertThat(refused(good)).isEqualTo(MarketRefusal.REPLAYED);
        assertThat(house.refused(pit.sign("ada", near)))
                .as("a leg's salt is used")
                .isEqualTo(MarketRefusal.REPLAYED);
        assertThat(trades()).isEmpty();
    }

    @Test
    void aLegThatWouldTradeBeyondALimitOfItsOwnIsRefused() {
        CombinationPlacement wide = spread("ada", true, 1, "0");
        Order near = wide.first();
        Order capped = new Order(
                Venue.CLEARING, near.account(), near.base(), true, 1, Price.parse("2.39"), near.expiry(), near.salt());
        Combination combination =
                new Combination(List.of(capped, wide.combination().legs().get(1)), 0);
        assertThat(refused(pit.sign("ada", combination, OrderType.LIMIT, SelfMatch.CANCEL_INCOMING)))
                .isEqualTo(MarketRefusal.PRICE_BAND);
    }

    @Test
    void marginAndLimitsAreAskedOfBothMonths() {
        // 9,000 / 350.40 a lot and month: 12 lots of both
        Refused<CombinationView> tooMuch = (Refused<CombinationView>) place(spread("ada", true, 13, "0"));
        assertThat(tooMuch.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(tooMuch.detail()).contains("9110.400000 USD", "110.400000 USD missing");
        done(spread("ada", true, 12, "0"));
        assertThat(house.refused(pit.lots("ada", OCTOBER.id(), false, 2, "2.40")))
                .as("what rests counts in each month")
                .isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(house.required(ada)).isEqualTo("8409.600000");
        pit.advance("2026-09-25T12:00:00Z");
        assertThat(refused(spread("bob", true, 7_501, "0"))).isEqualTo(MarketRefusal.POSITION_LIMIT);
    }

    @Test
    void takesAllTypesThatHaveALimitAndNobodyMeetsThemselves() {
        done(spread("ada", true, 5, "0.0005"));
        assertThat(done(spread("bob", false, 5, "0.0005", OrderType.POST_ONLY)).reason())
                .startsWith("post only");
        assertThat(done(spread("bob", false, 6, "0.0005", OrderType.FILL_OR_KILL))
                        .reason())
                .startsWith("fill or kill");
        assertThat(done(spread("bob", false, 6, "0.001", OrderType.IMMEDIATE_OR_CANCEL))
                        .reason())
                .startsWith("immediate or cancel");
        assertThat(trades()).isEmpty();
        CombinationView taken = done(spread("bob", false, 2, "0.0005", OrderType.FILL_OR_KILL));
        assertThat(taken.state()).isEqualTo(OrderView.State.FILLED);
        CombinationView own = done(spread("ada", false, 5, "0"));
        assertThat(own.reason()).isEqualTo("would have met an order of your own");
        CombinationPlacement instead = spread("ada", false, 5, "0");
        CombinationView wins = done(new CombinationPlacement(
                instead.combination(), instead.signature(), OrderType.LIMIT, SelfMatch.CANCEL_RESTING));
        assertThat(wins.state()).isEqualTo(OrderView.State.OPEN);
        var depth = pit.database.inTx(
                tx -> house.market.combinations().depth(tx, spreads().getFirst(), 5));
        assertThat(depth.bids()).isEmpty();
        assertThat(depth.asks()).singleElement().satisfies(level -> {
            assertThat(level.price()).isEqualTo(new PriceDifference(0));
            assertThat(level.quantity()).isEqualTo(5);
        });
    }

    @Test
    void isTakenBackHereAndOnChainByOneOfItsLegs() {
        CombinationView bid = done(spread("ada", true, 5, "0"));
        assertThat(cancel("bob", bid.id())).isEqualTo(MarketRefusal.NOT_YOURS);
        CombinationView gone = pit.database
                .decide(tx -> house.market.combinations().cancel(tx, "ada", bid.id()))
                .orThrow();
        assertThat(gone.state()).isEqualTo(OrderView.State.CANCELLED);
        assertThat(cancel("ada", bid.id())).isEqualTo(MarketRefusal.ORDER_CLOSED);
        assertThat(house.required(ada)).isEqualTo("0.000000");
        house.market.doWork();
        assertThat(pit.calls(ChainCall.CancelOrder.class))
                .singleElement()
                .satisfies(call -> assertThat(call.order().base()).isEqualTo(SEPTEMBER.id()));

        CombinationPlacement other = spread("ada", true, 5, "0");
        CombinationView rests = done(other);
        house.hear(new ChainEvent.OrderCancelled(
                pit.chain.digest(other.combination().legs().get(1)), ada.address()));
        assertThat(order(rests).reason()).isEqualTo("cancelled on chain");
        CombinationPlacement third = spread("ada", true, 5, "0");
        CombinationView below = done(third);
        Hash leg = pit.chain.digest(third.first());
        Outcome<OrderView> alone = pit.database.decide(tx -> house.market.cancel(tx, "ada", leg));
        assertThat(((Refused<OrderView>) alone).detail()).contains("a leg of " + below.id());
        house.hear(new ChainEvent.OrdersCancelled(
                Venue.SETTLEMENT, ada.address(), third.first().salt() + 1));
        assertThat(order(below).state()).as("at the other venue").isEqualTo(OrderView.State.OPEN);
        house.hear(new ChainEvent.OrdersCancelled(
                Venue.CLEARING, ada.address(), third.first().salt()));
        assertThat(order(below).reason()).isEqualTo("cancelled on chain");
        done(spread("ada", true, 5, "0"));
        int all = pit.database.inTx(tx -> house.market.cancelAll(tx, "ada"));
        assertThat(all).isEqualTo(1);
        CombinationView last = done(spread("ada", true, 5, "0"));
        pit.advance("2026-08-06T12:00:01Z");
        house.market.doWork();
        assertThat(order(last).reason()).isEqualTo("expired");
    }

    @Test
    void whatTheChainRefusesIsTriedAloneAndThenVoidedInBothMonths() {
        done(spread("ada", true, 2, "0"));
        done(spread("bob", false, 1, "0"));
        done(spread("bob", false, 1, "0"));
        house.market.doWork();
        ChainCall.NovateCombined both =
                pit.calls(ChainCall.NovateCombined.class).getLast();
        assertThat(both.fills()).hasSize(4);
        voided(both);
        house.market.doWork();
        List<ChainCall.NovateCombined> alone = pit.calls(ChainCall.NovateCombined.class);
        assertThat(alone).hasSize(3);
        voided(alone.get(1));
        house.hear(ClearingHouse.novated(alone.get(2)));

        assertThat(trades())
                .extracting(TradeView::state)
                .containsExactlyInAnyOrder(
                        TradeView.State.VOIDED, TradeView.State.VOIDED, TradeView.State.FINAL, TradeView.State.FINAL);
        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("1");
        assertThat(pit.posted(ada.path("lots", OCTOBER.name()))).isEqualTo("-1");
    }

    @Test
    void whatWouldLeaveTheBandSinceTheMarkIsGone() {
        CombinationView bid = done(spread("ada", true, 1, "-0.45"));
        house.trade(SEPTEMBER, "ada", "bob", 1, "2.60");
        house.mark(SEPTEMBER, Pit.TODAY, "2.60");
        // September is marked at 2.60: October would be at 3.05
        done(spread("bob", false, 1, "0"));
        assertThat(order(bid).reason()).contains("outside the band");
        assertThat(trades()).hasSize(1);
    }

    private void voided(ChainCall.NovateCombined call) {
        pit.database.inTx(tx -> {
            house.market.onVoided(tx, "combine:" + call.batch(), "MarginShort(ada)");
            return 0;
        });
    }

    private CombinationPlacement spread(String party, boolean buy, long lots, String price) {
        return pit.spread(party, SEPTEMBER.id(), OCTOBER.id(), buy, lots, price);
    }

    private CombinationPlacement spread(String party, boolean buy, long lots, String price, OrderType type) {
        long micros = PriceDifference.parse(price).micros();
        return pit.spread(party, SEPTEMBER.id(), OCTOBER.id(), buy, lots, micros, type);
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

    private Object cancel(String party, Hash id) {
        return ((Refused<CombinationView>)
                        pit.database.decide(tx -> house.market.combinations().cancel(tx, party, id)))
                .reason();
    }

    private CombinationView order(CombinationView placed) {
        return pit.database.inTx(
                tx -> house.market.combinations().order(tx, placed.id()).orElseThrow());
    }

    private List<Spread> spreads() {
        return pit.database.inTx(tx -> house.market.combinations().spreads(tx));
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> house.market.trades(tx, 100));
    }
}
