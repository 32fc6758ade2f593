package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.Purchases;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two owners with minted hours of two regions, and two who ask for compute and have not got the hours. */
final class PurchaseStage implements AutoCloseable {
    static final Series US = Series.parse("H100-SXM-80GB.us.2026-09");
    static final Series EU = Series.parse("H100-SXM-80GB.eu.2026-09");
    private static final GpuClass H100 = GpuClass.parse("H100-SXM-80GB");
    private static final long HOUR = 1_000_000;

    final Pit pit;
    final Market market;
    final Capacity capacity;
    final Purchases purchases;

    private PurchaseStage(Pit pit) {
        this.pit = pit;
        this.market = pit.market();
        this.capacity = new Capacity(pit.database, pit.journal, pit.outbox, pit.chain, pit.clock);
        this.purchases = market.purchases(capacity, pit::sign);
    }

    /** On books where nothing has happened yet. */
    static PurchaseStage open(Pit pit) {
        PurchaseStage stage = new PurchaseStage(pit);
        stage.open();
        return stage;
    }

    /** The same as another service finds it, which remembers nothing. */
    PurchaseStage again() {
        return new PurchaseStage(pit);
    }

    private void open() {
        Party olga = pit.party("olga", Party.Kind.OWNER, "0");
        Party otto = pit.party("otto", Party.Kind.OWNER, "0");
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

    /** Hours bought before, from olga at $2.50. */
    void has(long hours) {
        has("ada", hours);
    }

    void has(String who, long hours) {
        offer("olga", US, hours, "2.50");
        pit.database
                .decide(tx -> market.place(tx, Placement.limit(pit.hours(who, US.id(), true, hours * HOUR, "2.50"))))
                .orThrow();
        settle();
    }

    void offer(String owner, Series series, long hours, String price) {
        var order = pit.hours(owner, series.id(), false, hours * HOUR, price);
        pit.database.decide(tx -> market.place(tx, Placement.limit(order))).orThrow();
    }

    /** The chain settles all that is on its way. */
    void settle() {
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

    void happen(ChainEvent event) {
        Logged logged = pit.logged(event);
        pit.database.inTx(tx -> {
            capacity.onFinal(tx, logged);
            market.onFinal(tx, logged);
            return 0;
        });
    }

    Outcome<Reservation> reserve(ReservationRequest request) {
        return pit.database.decide(tx -> purchases.reserve(tx, request));
    }

    Outcome<Reservation> confirm(String id) {
        return pit.database.decide(tx -> capacity.confirm(tx, id, "ada"));
    }

    List<String> reservations() {
        return pit.database.inTx(tx -> tx.query("select id from hourglass.reservation", row -> row.getString(1)));
    }

    Reservation found(String id) {
        return pit.database.inTx(tx -> capacity.reservation(tx, id)).orElseThrow();
    }

    List<TradeView> trades(String party) {
        return pit.database.inTx(tx -> market.trades(tx, party, 100)).stream()
                .filter(trade -> trade.state() != TradeView.State.VOIDED)
                .toList();
    }

    static List<String> given(Reservation reservation) {
        return reservation.taken().stream()
                .map(route -> route.owner() + " " + route.hours().decimal())
                .toList();
    }

    static ReservationRequest want(String id, String hours, @Nullable String buyMax) {
        return want(id, hours, buyMax, List.of(), null);
    }

    static ReservationRequest want(
            String id, String hours, @Nullable String buyMax, List<Region> regions, @Nullable Price priceMax) {
        return want("ada", id, hours, buyMax, regions, priceMax);
    }

    static ReservationRequest want(
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

    static void assertRefused(Outcome<?> outcome, Refusal reason, String detail) {
        assertThat(outcome).isInstanceOf(Refused.class);
        Refused<?> refused = (Refused<?>) outcome;
        assertThat(refused.detail()).contains(detail);
        assertThat(refused.reason()).isEqualTo(reason);
    }

    @Override
    public void close() {
        pit.close();
    }
}
