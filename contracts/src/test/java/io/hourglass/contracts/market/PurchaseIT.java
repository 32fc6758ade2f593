package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.CapacityRefusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.Purchases;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application asks for compute and has not got the hours: what is missing is bought, or nothing is. */
class PurchaseIT {
    private static final GpuClass H100 = GpuClass.parse("H100-SXM-80GB");
    private static final Series US = Series.parse("H100-SXM-80GB.us.2026-09");
    private static final Series EU = Series.parse("H100-SXM-80GB.eu.2026-09");
    private static final String HERS = "investor:ada:hours:" + US;
    private static final String CASH = "investor:ada:cash";
    private static final long HOUR = 1_000_000;

    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Capacity capacity = new Capacity(pit.database, pit.journal, pit.outbox, pit.chain, pit.clock);
    private final Purchases purchases = market.purchases(capacity, pit::sign);
    private final Party olga = pit.party("olga", Party.Kind.OWNER, "0");
    private final Party otto = pit.party("otto", Party.Kind.OWNER, "0");

    @BeforeEach
    void open() {
        pit.party("ada", Party.Kind.INVESTOR, "1000");
        pit.party("bob", Party.Kind.INVESTOR, "1000");
        for (Series series : List.of(US, EU)) {
            pit.database.decide(tx -> capacity.openSeries(tx, series)).orThrow();
            happen(new ChainEvent.SeriesOpened(
                    series.id(),
                    series.name(),
                    series.start().getEpochSecond(),
                    series.expiry().getEpochSecond()));
            pit.mint(olga, series.asset(), "500");
            pit.mint(otto, series.asset(), "500");
        }
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void buysWhatIsMissingAndHoldsAllOfItOnceTheChainHasSettled() {
        has(40);
        offer("olga", US, 30, "2.50");
        offer("otto", US, 100, "2.40");

        Reservation buying = reserve(want("w-1", "100", "2.60")).orThrow();
        assertThat(buying.state()).isEqualTo(State.BUYING);
        assertThat(buying.sources()).singleElement().satisfies(source -> {
            assertThat(source.kept().decimal()).isEqualTo("40.000000");
            assertThat(source.bought().decimal()).isEqualTo("60.000000");
        });
        assertThat(trades("otto")).extracting(TradeView::kind).containsExactly(Kind.PURCHASE);
        assertThat(pit.available(CASH)).isEqualTo("756.000000"); // 100 for the 40, 144 for the 60
        // nobody else has what is set aside, nor she herself
        assertThat(pit.available(HERS)).isEqualTo("0.000000");
        assertRefused(reserve(want("w-2", "1", null)), CapacityRefusal.NOT_ENOUGH_HOURS, "1.000000 missing");
        assertThat(reserve(want("w-1", "100", "2.60")).orThrow()).isEqualTo(buying);
        assertRefused(reserve(want("w-1", "100", "2.61")), CapacityRefusal.REQUEST_REUSED, "w-1");
        assertRefused(confirm("w-1"), CapacityRefusal.RESERVATION_BUYING, "not here yet");
        assertRefused(
                pit.database.decide(tx -> capacity.release(tx, "w-1", "ada")),
                CapacityRefusal.RESERVATION_BUYING,
                "not here yet");
        assertThat(purchases.doWork()).isZero();

        settle();
        assertThat(pit.available(HERS)).isEqualTo("60.000000");
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(purchases.doWork()).isZero();

        Reservation held = found("w-1");
        assertThat(held.state()).isEqualTo(State.HELD);
        assertThat(held.expires()).isEqualTo(Pit.NOW.plusSeconds(900));
        // what otto sold is the cheapest to deliver: 60 at 2.40, then olga's 40 at 2.50
        assertThat(given(held)).containsExactly("otto 60.000000", "olga 40.000000");
        assertThat(held.price()).isEqualTo(Price.parse("2.44"));
        assertThat(pit.available(HERS)).isEqualTo("0.000000");
        assertThat(pit.posted(HERS)).isEqualTo("100.000000");
        confirm("w-1").orThrow();
        assertThat(pit.calls(Redeem.class)).hasSize(2);
    }

    @Test
    void takesTheCheapestOfAllSeriesItMayComeFrom() {
        offer("olga", US, 50, "2.50");
        offer("olga", EU, 50, "2.45");
        offer("otto", EU, 50, "2.50");

        ReservationRequest anywhere = want("w-1", "80", "2.60", List.of(Region.US, Region.EU), null);
        assertThat(reserve(anywhere).orThrow().sources())
                .extracting(source ->
                        source.series().region() + " " + source.bought().decimal())
                .containsExactly("eu 50.000000", "us 30.000000");
        settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(given(found("w-1"))).containsExactlyInAnyOrder("olga 50.000000", "olga 30.000000");

        ReservationRequest inEurope = want("w-2", "50", "2.60", List.of(Region.EU), null);
        assertThat(reserve(inEurope).orThrow().sources())
                .extracting(source -> source.series().region())
                .containsExactly(Region.EU);
        assertThat(pit.calls(SettleBatch.class)).hasSize(1);
    }

    @Test
    void nothingIsBoughtWhereHoursOrMoneyAreMissingAndTheFigureIsSaid() {
        has(40);
        offer("olga", US, 50, "2.50");
        offer("otto", US, 500, "2.90");
        assertRefused(
                reserve(want("w-1", "100", "2.60")),
                MarketRefusal.INSUFFICIENT,
                "asked for 100.000000 H100-SXM-80GB, 40.000000 are there and 50.000000 offered within the price bands at"
                        + " $2.6/h or less: 10.000000 missing");
        // 125 for 50 hours and 1,015 for 350, but an order is covered at the dearest
        assertRefused(reserve(want("w-1", "440", "9")), MarketRefusal.INSUFFICIENT, "260.000000 USD missing");
        // the last price was 2.50: what is offered over 3.00 is not bought, whatever would be paid
        offer("olga", US, 100, "3.10");
        assertRefused(reserve(want("w-1", "600", "9")), MarketRefusal.INSUFFICIENT, "550.000000 offered within");
        assertThat(trades("ada")).hasSize(1); // what she had before
        assertThat(pit.available(CASH)).isEqualTo("900.000000");
        assertThat(pit.available(HERS)).isEqualTo("40.000000");
        Optional<Reservation> none = pit.database.inTx(tx -> capacity.reservation(tx, "w-1"));
        assertThat(none).isEmpty();
        // the id is free, and what is there is enough for less
        assertThat(reserve(want("w-1", "40", "2.60")).orThrow().state()).isEqualTo(State.HELD);
    }

    @Test
    void theHoldersOwnOffersDoNotCountAndGoWhereTheyAreInTheWay() {
        has(10);
        offer("ada", US, 10, "2.30");
        offer("olga", US, 50, "2.40");
        assertRefused(reserve(want("w-1", "55", "2.60")), MarketRefusal.INSUFFICIENT, "5.000000 missing");
        assertThat(pit.available(HERS)).isEqualTo("0.000000");

        assertThat(reserve(want("w-1", "50", "2.60")).orThrow().state()).isEqualTo(State.BUYING);
        assertThat(pit.available(HERS)).isEqualTo("10.000000");
        settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(found("w-1").state()).isEqualTo(State.HELD);
        assertThat(trades("ada")).extracting(TradeView::seller).containsOnly("olga");
    }

    @Test
    void nothingIsBoughtThatCouldNotBeRouted() {
        offer("olga", US, 50, "2.50");
        assertRefused(
                reserve(want("w-1", "50", "2.60", List.of(), Price.parse("2.40"))),
                CapacityRefusal.NOT_ENOUGH_AT_PRICE,
                "50.000000 missing");
        assertThat(trades("ada")).isEmpty();
        assertThat(pit.available(CASH)).isEqualTo("1000.000000");
    }

    @Test
    void whatTheChainRefusesFailsTheReservationAndGivesAllBack() {
        has(40);
        offer("olga", US, 60, "2.50");
        reserve(want("w-1", "100", "2.60")).orThrow();
        market.doWork();
        SettleBatch call = pit.calls(SettleBatch.class).getLast();
        pit.database.inTx(tx -> {
            market.onVoided(tx, "combine:" + call.batch(), "ERC7943CannotReceive(ada)");
            return 0;
        });
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(found("w-1").state()).isEqualTo(State.FAILED);
        assertThat(found("w-1").reason()).contains("not settled", "ERC7943CannotReceive(ada)");
        assertThat(pit.available(HERS)).isEqualTo("40.000000");
        assertThat(pit.available(CASH)).isEqualTo("900.000000");
        assertRefused(confirm("w-1"), CapacityRefusal.RESERVATION_OVER, "failed: what was bought");
        assertThat(purchases.doWork()).isZero();
    }

    @Test
    void whatCannotBeRoutedAnyMoreFailsAndTheHoursBoughtAreTheHolders() {
        has("bob", 60);
        offer("bob", US, 60, "2.70");
        reserve(want("w-1", "60", "2.70")).orThrow();
        settle();
        // meanwhile olga, who sold them first, is asked for all she sold
        happen(new ChainEvent.Redeemed(
                Hash.sha256("elsewhere"),
                US.id(),
                pit.wallet.address("otto"),
                pit.wallet.address("olga"),
                60 * HOUR,
                US.expiry().getEpochSecond(),
                150_000_000));
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(found("w-1").state()).isEqualTo(State.FAILED);
        assertThat(found("w-1").reason()).contains("60.000000 missing");
        assertThat(pit.available(HERS)).isEqualTo("60.000000");
    }

    @Test
    void oneOfTwoWhoAskAtOnceBuysTheLastHours() throws Exception {
        offer("olga", US, 60, "2.50");
        CyclicBarrier together = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Outcome<Reservation>>> asking = new ArrayList<>();
            for (String who : List.of("ada", "bob")) {
                asking.add(() -> {
                    together.await();
                    return reserve(want(who, "w-" + who, "60", "2.50", List.of(), null));
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
        settle();
        assertThat(purchases.doWork()).isEqualTo(1);
        assertThat(trades("olga")).hasSize(1);
    }

    /** Hours bought before, from olga at $2.50. */
    private void has(long hours) {
        has("ada", hours);
    }

    private void has(String who, long hours) {
        offer("olga", US, hours, "2.50");
        pit.database
                .decide(tx -> market.place(tx, Placement.limit(pit.hours(who, US.id(), true, hours * HOUR, "2.50"))))
                .orThrow();
        settle();
    }

    private void offer(String owner, Series series, long hours, String price) {
        var order = pit.hours(owner, series.id(), false, hours * HOUR, price);
        pit.database.decide(tx -> market.place(tx, Placement.limit(order))).orThrow();
    }

    /** The chain settles all that is on its way. */
    private void settle() {
        int before = pit.calls(SettleBatch.class).size();
        market.doWork();
        for (SettleBatch call : pit.calls(SettleBatch.class)
                .subList(before, pit.calls(SettleBatch.class).size())) {
            List<Logged> filled = pit.database.inTx(tx -> market.trades(tx, 100)).reversed().stream()
                    .filter(trade -> call.batch().equals(trade.batch()))
                    .map(trade -> pit.filled(call, trade))
                    .toList();
            pit.database.inTx(tx -> {
                capacity.onFinal(tx, filled);
                market.onFinal(tx, filled);
                return 0;
            });
        }
    }

    private void happen(ChainEvent event) {
        Logged logged = pit.logged(event);
        pit.database.inTx(tx -> {
            capacity.onFinal(tx, logged);
            market.onFinal(tx, logged);
            return 0;
        });
    }

    private Outcome<Reservation> reserve(ReservationRequest request) {
        return pit.database.decide(tx -> purchases.reserve(tx, request));
    }

    private Outcome<Reservation> confirm(String id) {
        return pit.database.decide(tx -> capacity.confirm(tx, id, "ada"));
    }

    private Reservation found(String id) {
        return pit.database.inTx(tx -> capacity.reservation(tx, id)).orElseThrow();
    }

    private List<TradeView> trades(String party) {
        return pit.database.inTx(tx -> market.trades(tx, party, 100)).stream()
                .filter(trade -> trade.state() != TradeView.State.VOIDED)
                .toList();
    }

    private static List<String> given(Reservation reservation) {
        return reservation.taken().stream()
                .map(route -> route.owner() + " " + route.hours().decimal())
                .toList();
    }

    private static ReservationRequest want(String id, String hours, @Nullable String buyMax) {
        return want(id, hours, buyMax, List.of(), null);
    }

    private static ReservationRequest want(
            String id, String hours, @Nullable String buyMax, List<Region> regions, @Nullable Price priceMax) {
        return want("ada", id, hours, buyMax, regions, priceMax);
    }

    private static ReservationRequest want(
            String holder,
            String id,
            String hours,
            @Nullable String buyMax,
            List<Region> regions,
            @Nullable Price priceMax) {
        return new ReservationRequest(
                id,
                holder,
                H100,
                Amount.parse(H100.hours(), hours),
                regions,
                null,
                null,
                priceMax,
                0,
                false,
                buyMax == null ? null : Price.parse(buyMax));
    }

    private static void assertRefused(Outcome<?> outcome, Refusal reason, String detail) {
        assertThat(outcome).isInstanceOf(Refused.class);
        Refused<?> refused = (Refused<?>) outcome;
        assertThat(refused.detail()).contains(detail);
        assertThat(refused.reason()).isEqualTo(reason);
    }
}
