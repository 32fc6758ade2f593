package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderLife;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.OrderView.State;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.CancelOrder;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What orders of each type come to in the books, and what their party reads of them. */
class OrderTypesIT {
    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Party olga = pit.party("olga", Party.Kind.OWNER, "0");
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "100");

    @BeforeEach
    void openTheSeries() {
        pit.party("bob", Party.Kind.INVESTOR, "100");
        pit.mint(olga, "30");
        pit.openSeries(market);
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void whatMayNotRestIsCancelledWithItsReasonAndReservesNothing() {
        sell("5", "2.40");
        OrderView post = done(pit.order("ada", true, "5", "2.40"), OrderType.POST_ONLY);
        OrderView kill = done(pit.order("ada", true, "6", "2.40"), OrderType.FILL_OR_KILL);
        OrderView atMarket = done(pit.order("ada", true, "6", "9"), OrderType.MARKET);

        assertThat(post.reason()).isEqualTo("post only: it would have taken at once");
        assertThat(kill.reason()).isEqualTo("fill or kill: not all of it could be filled");
        assertThat(atMarket.reason()).isEqualTo("market order: nobody left within the protection");
        assertThat(atMarket.rest()).isEqualTo(1_000_000);
        assertThat(atMarket.trades()).hasSize(1);
        // 5 h at $2.40 are on their way; nothing else is reserved
        assertThat(pit.available(ada.path("cash"))).isEqualTo("88.000000");
    }

    @Test
    void aMarketOrderGoesFivePercentOfTheReferenceFromTheBestPriceAndNoFurther() {
        sell("1", "2.40");
        buy("bob", "1", "2.40");
        sell("1", "2.40");
        sell("1", "2.52");
        sell("1", "2.53");

        OrderView taken = done(pit.order("ada", true, "3", "9"), OrderType.MARKET);

        assertThat(taken.trades()).hasSize(2);
        assertThat(taken.rest()).isEqualTo(1_000_000);
        assertThat(taken.state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void anAmendedOrderIsPaidWithWhatTheOldOneReserved() {
        OrderView old = buy("ada", "40", "2.50");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("0.000000");

        OrderView fresh = amend(old, pit.order("ada", true, "39", "2.55"));

        assertThat(fresh.state()).isEqualTo(State.OPEN);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("0.550000");
        assertThat(order(old).reason()).isEqualTo("replaced by " + fresh.id());
        market.doWork();
        assertThat(pit.calls(CancelOrder.class))
                .as("the chain is told of the old one")
                .hasSize(1);
    }

    @Test
    void anAmendmentThatIsRefusedChangesNothingAndSaysWhatIsMissing() {
        OrderView old = buy("ada", "40", "2.50");

        Refused<OrderView> refused = refused(old, pit.order("ada", true, "41", "2.50"));

        assertThat(refused.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(refused.detail()).contains("2.500000 USD missing");
        assertThat(order(old)).isEqualTo(old);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("0.000000");
    }

    @Test
    void onlyAnOpenOrderOfOnesOwnCanBeAmended() {
        OrderView old = buy("ada", "1", "2.50");
        assertThat(refused(old, pit.order("bob", true, "1", "2.50")).reason()).isEqualTo(MarketRefusal.NOT_YOURS);
        assertThat(refused(old, pit.order("ada", false, "1", "2.50")).reason()).isEqualTo(MarketRefusal.UNKNOWN_ORDER);
        sell("1", "2.50");
        assertThat(refused(old, pit.order("ada", true, "1", "2.40")).reason()).isEqualTo(MarketRefusal.ORDER_CLOSED);
    }

    @Test
    void lessKeepsItsPlaceInTheQueueAndMoreLosesIt() {
        OrderView first = buy("ada", "2", "2.50");
        buy("bob", "2", "2.50");

        OrderView less = amend(first, pit.order("ada", true, "1", "2.50"));
        sell("1", "2.50");
        assertThat(order(less).state()).isEqualTo(State.FILLED);

        OrderView third = buy("ada", "1", "2.50");
        sell("1", "2.50");
        assertThat(order(third).state()).as("behind bob's").isEqualTo(State.OPEN);
    }

    @Test
    void ordersOfOneBeneficialOwnerNeverMeet() {
        Party otto = pit.party("otto", Party.Kind.OWNER, "0");
        pit.mint(otto, "2");
        pit.database.inTx(tx -> {
            market.belongsTo(tx, otto, ada);
            return 0;
        });
        OrderView resting = done(pit.order("otto", false, "1", "2.40"), OrderType.LIMIT);

        OrderView incoming = buy("ada", "1", "2.40");
        assertThat(incoming.reason()).isEqualTo("would have met an order of your own");

        OrderView goesOn = pit.database
                .decide(tx -> market.place(
                        tx,
                        new Placement(
                                pit.order("ada", true, "1", "2.40"), OrderType.LIMIT, SelfMatch.CANCEL_RESTING, null)))
                .orThrow();
        assertThat(goesOn.state()).isEqualTo(State.OPEN);
        assertThat(order(resting).reason()).isEqualTo("would have met a newer order of the same owner");
        assertThat(pit.available(otto.path("hours", Pit.SERIES.code()))).isEqualTo("2.000000");
    }

    @Test
    void anOrdersLifeIsReadInWords() {
        OrderView bid = buy("ada", "10", "2.50");
        sell("4", "2.40");
        pit.database.decide(tx -> market.cancel(tx, "ada", bid.id())).orThrow();

        OrderLife life = pit.database.inTx(tx -> market.life(tx, bid.id()).orElseThrow());

        assertThat(life.steps())
                .extracting(OrderLife.Step::words)
                .containsExactly(
                        "placed: buy 10.000000 at $2.5/h",
                        "partly filled: 4.000000 at $2.5/h, settling",
                        "cancelled: 6.000000, cancelled by ada");
    }

    @Test
    void aDaysTradesAreABar() {
        sell("3", "2.40");
        sell("1", "2.50");
        sell("1", "2.45");
        buy("ada", "3", "2.40");
        buy("ada", "1", "2.45");
        buy("ada", "1", "2.50");

        List<Bar> bars = pit.database.inTx(tx -> market.bars(tx, Pit.SERIES_ID, 10));
        assertThat(bars)
                .containsExactly(new Bar(
                        LocalDate.parse("2026-08-03"),
                        Price.parse("2.40"),
                        Price.parse("2.50"),
                        Price.parse("2.40"),
                        Price.parse("2.50"),
                        5_000_000,
                        Price.parse("2.43"),
                        3));
    }

    @Test
    void barsGoBackAsManyDaysAsAreAskedFor() {
        for (String day : List.of("03", "04", "06", "07")) {
            pit.advance("2026-08-" + day + "T12:30:00Z");
            for (int i = 0; i < 2; i++) {
                traded("olga", false, day);
                traded("ada", true, day);
            }
        }
        List<Bar> all = pit.database.inTx(tx -> market.bars(tx, Pit.SERIES_ID, 4));
        assertThat(all).extracting(bar -> bar.day().getDayOfMonth()).containsExactly(7, 6, 4, 3);
        assertThat(all).extracting(Bar::trades).containsOnly(2);
        for (int days = 1; days < 6; days++) {
            int asked = days;
            assertThat(pit.database.<List<Bar>>inTx(tx -> market.bars(tx, Pit.SERIES_ID, asked)))
                    .isEqualTo(all.subList(0, Math.min(days, 4)));
        }
    }

    private void traded(String party, boolean buy, String day) {
        Instant expiry = Instant.parse("2026-08-" + day + "T23:00:00Z");
        done(pit.sign(party, pit.hoursOrder(party, buy, "1", "2.40", expiry)), OrderType.LIMIT);
    }

    private OrderView buy(String party, String hours, String price) {
        return done(pit.order(party, true, hours, price), OrderType.LIMIT);
    }

    private OrderView sell(String hours, String price) {
        return done(pit.order("olga", false, hours, price), OrderType.LIMIT);
    }

    private OrderView done(SignedOrder order, OrderType type) {
        return pit.database
                .decide(tx -> market.place(tx, Placement.of(order, type)))
                .orThrow();
    }

    private Outcome<OrderView> replace(OrderView old, SignedOrder order) {
        return pit.database.decide(tx -> market.place(tx, Placement.limit(order).insteadOf(old.id())));
    }

    private OrderView amend(OrderView old, SignedOrder order) {
        return replace(old, order).orThrow();
    }

    private Refused<OrderView> refused(OrderView old, SignedOrder order) {
        return (Refused<OrderView>) replace(old, order);
    }

    private OrderView order(OrderView order) {
        return pit.database.inTx(tx -> market.order(tx, order.id()).orElseThrow());
    }
}
