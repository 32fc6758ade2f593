package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.PurchaseStage.EU;
import static io.hourglass.contracts.market.PurchaseStage.US;
import static io.hourglass.contracts.market.PurchaseStage.assertRefused;
import static io.hourglass.contracts.market.PurchaseStage.given;
import static io.hourglass.contracts.market.PurchaseStage.want;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.CapacityRefusal;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.Purchases;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.Redeem;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application asks for compute and has not got the hours: what is missing is bought, or nothing is. */
class PurchaseIT {
    private static final String HERS = "investor:ada:hours:" + US;
    private static final String CASH = "investor:ada:cash";
    private static final long HOUR = 1_000_000;

    private final PurchaseStage stage = PurchaseStage.open(new Pit());
    private final Pit pit = stage.pit;
    private final Market market = stage.market;
    private final Capacity capacity = stage.capacity;
    private final Purchases purchases = stage.purchases;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void buysWhatIsMissingAndHoldsAllOfItOnceTheChainHasSettled() {
        stage.has(40);
        stage.offer("olga", US, 30, "2.50");
        stage.offer("otto", US, 100, "2.40");

        Reservation buying = stage.reserve(want("w-1", "100", "2.60")).orThrow();
        assertThat(buying.state()).isEqualTo(State.BUYING);
        assertThat(buying.sources()).singleElement().satisfies(source -> {
            assertThat(source.kept().decimal()).isEqualTo("40.000000");
            assertThat(source.bought().decimal()).isEqualTo("60.000000");
        });
        assertThat(stage.trades("otto")).extracting(TradeView::kind).containsExactly(Kind.PURCHASE);
        assertThat(pit.available(CASH)).isEqualTo("756.000000"); // 100 for the 40, 144 for the 60
        // nobody else has what is set aside, nor she herself
        assertThat(pit.available(HERS)).isEqualTo("0.000000");
        assertRefused(stage.reserve(want("w-2", "1", null)), CapacityRefusal.NOT_ENOUGH_HOURS, "1.000000 missing");
        assertThat(stage.reserve(want("w-1", "100", "2.60")).orThrow()).isEqualTo(buying);
        assertRefused(stage.reserve(want("w-1", "100", "2.61")), CapacityRefusal.REQUEST_REUSED, "w-1");
        assertRefused(stage.confirm("w-1"), CapacityRefusal.RESERVATION_BUYING, "not here yet");
        assertRefused(
                pit.database.decide(tx -> capacity.release(tx, "w-1", "ada")),
                CapacityRefusal.RESERVATION_BUYING,
                "not here yet");
        assertThat(purchases.doWork()).isZero();

        stage.settle();
        assertThat(pit.available(HERS)).isEqualTo("60.000000");
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(purchases.doWork()).isZero();

        Reservation held = stage.found("w-1");
        assertThat(held.state()).isEqualTo(State.HELD);
        assertThat(held.expires()).isEqualTo(Pit.NOW.plusSeconds(900));
        // what otto sold is the cheapest to deliver: 60 at 2.40, then olga's 40 at 2.50
        assertThat(given(held)).containsExactly("otto 60.000000", "olga 40.000000");
        assertThat(held.price()).isEqualTo(Price.parse("2.44"));
        assertThat(pit.available(HERS)).isEqualTo("0.000000");
        assertThat(pit.posted(HERS)).isEqualTo("100.000000");
        stage.confirm("w-1").orThrow();
        assertThat(pit.calls(Redeem.class)).hasSize(2);
    }

    @Test
    void takesTheCheapestOfAllSeriesItMayComeFrom() {
        stage.offer("olga", US, 50, "2.50");
        stage.offer("olga", EU, 50, "2.45");
        stage.offer("otto", EU, 50, "2.50");

        ReservationRequest anywhere = want("w-1", "80", "2.60", List.of(Region.US, Region.EU), null);
        assertThat(stage.reserve(anywhere).orThrow().sources())
                .extracting(source ->
                        source.series().region() + " " + source.bought().decimal())
                .containsExactly("eu 50.000000", "us 30.000000");
        stage.settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(given(stage.found("w-1"))).containsExactlyInAnyOrder("olga 50.000000", "olga 30.000000");

        ReservationRequest inEurope = want("w-2", "50", "2.60", List.of(Region.EU), null);
        assertThat(stage.reserve(inEurope).orThrow().sources())
                .extracting(source -> source.series().region())
                .containsExactly(Region.EU);
        assertThat(pit.calls(SettleBatch.class)).hasSize(1);
    }

    @Test
    void seriesThatDoNotTradeNowAreLeftOut() {
        stage.offer("olga", US, 50, "2.50");
        stage.offer("olga", EU, 50, "2.45");
        pit.database
                .decide(tx -> market.call(tx, EU.id(), Pit.NOW.plusSeconds(600)))
                .orThrow();

        List<Region> both = List.of(Region.US, Region.EU);
        assertRefused(
                stage.reserve(want("w-1", "80", "2.60", both, null)), MarketRefusal.INSUFFICIENT, "30.000000 missing");
        assertThat(stage.reserve(want("w-2", "50", "2.60", both, null))
                        .orThrow()
                        .sources())
                .extracting(source -> source.series().region())
                .containsExactly(Region.US);
    }

    @Test
    void nothingIsBoughtWhereHoursOrMoneyAreMissingAndTheFigureIsSaid() {
        stage.has(40);
        stage.offer("olga", US, 50, "2.50");
        stage.offer("otto", US, 500, "2.90");
        assertRefused(
                stage.reserve(want("w-1", "100", "2.60")),
                MarketRefusal.INSUFFICIENT,
                "asked for 100.000000 H100-SXM-80GB, 40.000000 are there and 50.000000 offered within the price bands at"
                        + " $2.6/h or less: 10.000000 missing");
        // 125 for 50 hours and 1,015 for 350, but an order is covered at the dearest
        assertRefused(stage.reserve(want("w-1", "440", "9")), MarketRefusal.INSUFFICIENT, "260.000000 USD missing");
        // the last price was 2.50: what is offered over 3.00 is not bought, whatever would be paid
        stage.offer("olga", US, 100, "3.10");
        assertRefused(stage.reserve(want("w-1", "600", "9")), MarketRefusal.INSUFFICIENT, "550.000000 offered within");
        assertThat(stage.trades("ada")).hasSize(1); // what she had before
        assertThat(pit.available(CASH)).isEqualTo("900.000000");
        assertThat(pit.available(HERS)).isEqualTo("40.000000");
        Optional<Reservation> none = pit.database.inTx(tx -> capacity.reservation(tx, "w-1"));
        assertThat(none).isEmpty();
        // the id is free, and what is there is enough for less
        assertThat(stage.reserve(want("w-1", "40", "2.60")).orThrow().state()).isEqualTo(State.HELD);
    }

    @Test
    void theHoldersOwnOffersDoNotCountAndGoWhereTheyAreInTheWay() {
        stage.has(10);
        stage.offer("ada", US, 10, "2.30");
        stage.offer("olga", US, 50, "2.40");
        assertRefused(stage.reserve(want("w-1", "55", "2.60")), MarketRefusal.INSUFFICIENT, "5.000000 missing");
        assertThat(pit.available(HERS)).isEqualTo("0.000000");

        assertThat(stage.reserve(want("w-1", "50", "2.60")).orThrow().state()).isEqualTo(State.BUYING);
        assertThat(pit.available(HERS)).isEqualTo("10.000000");
        stage.settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(stage.found("w-1").state()).isEqualTo(State.HELD);
        assertThat(stage.trades("ada")).extracting(TradeView::seller).containsOnly("olga");
    }

    @Test
    void nothingIsBoughtThatCouldNotBeRouted() {
        stage.offer("olga", US, 50, "2.50");
        assertRefused(
                stage.reserve(want("w-1", "50", "2.60", List.of(), Price.parse("2.40"))),
                CapacityRefusal.NOT_ENOUGH_AT_PRICE,
                "50.000000 missing");
        assertThat(stage.trades("ada")).isEmpty();
        assertThat(pit.available(CASH)).isEqualTo("1000.000000");
    }

    @Test
    void whatTheChainRefusesFailsTheReservationAndGivesAllBack() {
        stage.has(40);
        stage.offer("olga", US, 60, "2.50");
        stage.reserve(want("w-1", "100", "2.60")).orThrow();
        market.doWork();
        SettleBatch call = pit.calls(SettleBatch.class).getLast();
        pit.database.inTx(tx -> {
            market.onVoided(tx, "combine:" + call.batch(), "ERC7943CannotReceive(ada)");
            return 0;
        });
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(stage.found("w-1").state()).isEqualTo(State.FAILED);
        assertThat(stage.found("w-1").reason()).contains("not settled", "ERC7943CannotReceive(ada)");
        assertThat(pit.available(HERS)).isEqualTo("40.000000");
        assertThat(pit.available(CASH)).isEqualTo("900.000000");
        assertRefused(stage.confirm("w-1"), CapacityRefusal.RESERVATION_OVER, "failed: what was bought");
        assertThat(purchases.doWork()).isZero();
    }

    @Test
    void whatCannotBeRoutedAnyMoreFailsAndTheHoursBoughtAreTheHolders() {
        stage.has("bob", 60);
        stage.offer("bob", US, 60, "2.70");
        stage.reserve(want("w-1", "60", "2.70")).orThrow();
        stage.settle();
        // meanwhile olga, who sold them first, is asked for all she sold
        stage.happen(new ChainEvent.Redeemed(
                Hash.sha256("elsewhere"),
                US.id(),
                pit.wallet.address("otto"),
                pit.wallet.address("olga"),
                60 * HOUR,
                US.expiry().getEpochSecond(),
                150_000_000));
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(stage.found("w-1").state()).isEqualTo(State.FAILED);
        assertThat(stage.found("w-1").reason()).contains("60.000000 missing");
        assertThat(pit.available(HERS)).isEqualTo("60.000000");
    }

    @Test
    void oneOfTwoWhoAskAtOnceBuysTheLastHours() throws Exception {
        stage.offer("olga", US, 60, "2.50");
        CyclicBarrier together = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Outcome<Reservation>>> asking = new ArrayList<>();
            for (String who : List.of("ada", "bob")) {
                asking.add(() -> {
                    together.await();
                    return stage.reserve(want(who, "w-" + who, "60", "2.50", List.of(), null));
                });
            }
            int bought = 0;
            for (Future<Outcome<Reservation>> end : threads.invokeAll(asking)) {
                if (end.get() instanceof Outcome.Done) {
                    bought++;
                } else {
                    assertRefused(end.get(), MarketRefusal.INSUFFICIENT, "60.000000 missing");
                }
            }
            assertThat(bought).isEqualTo(1);
        }
        stage.settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(stage.trades("olga")).hasSize(1);
    }
}
