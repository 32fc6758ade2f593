package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderLanes;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.OrderView.State;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of many callers, gathered into sets. */
class OrderLanesIT {
    private static final int PAIRS = 150;

    private final Pit pit = new Pit();
    private final Market market = pit.market();

    @BeforeEach
    void openTheSeries() {
        Party olga = pit.party("olga", Party.Kind.OWNER, "0");
        pit.party("ada", Party.Kind.INVESTOR, "1000");
        pit.mint(olga, "200");
        pit.openSeries(market);
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void everyCallerIsAnsweredForTheirOwnOrderOnceItIsDurable() {
        List<CompletableFuture<Outcome<OrderView>>> answers = new ArrayList<>();
        try (OrderLanes lane = new OrderLanes(market, 1000)) {
            for (int i = 0; i < PAIRS; i++) {
                answers.add(lane.place(Placement.limit(pit.order("olga", false, "1", "2.50"))));
                answers.add(lane.place(Placement.limit(pit.order("ada", true, "1", "2.50"))));
            }
            OrderView first = answers.getFirst().join().orThrow();
            boolean stored =
                    pit.database.inTx(tx -> market.order(tx, first.id()).isPresent());
            assertThat(stored).isTrue();
            assertThat(((Refused<OrderView>) lane.place(Placement.limit(pit.order("ada", true, "900", "2.50")))
                                    .join())
                            .reason())
                    .isEqualTo(MarketRefusal.INSUFFICIENT);
        }
        assertThat(answers).hasSize(2 * PAIRS).allMatch(CompletableFuture::isDone);
        for (int i = 0; i < PAIRS; i++) {
            assertThat(answers.get(2 * i).join().orThrow().state()).isEqualTo(State.OPEN);
            assertThat(answers.get(2 * i + 1).join().orThrow().state()).isEqualTo(State.FILLED);
        }
        long sets = pit.database.inTx(tx -> tx.first(
                        "select count(distinct recorded) from hourglass.entry where cause_kind = 'trade'",
                        row -> row.getLong(1))
                .orElseThrow());
        assertThat(sets).as("commits that wrote %s trades", PAIRS).isLessThan(PAIRS / 2);
    }

    /** Both lanes find the number free; the table takes it once, and who was second is told what was first. */
    @Test
    void anAccountsNumberIsUsedOnceThoughTwoInstrumentsAreTradedAtOnce() {
        List<Series> others = List.of("2027-04", "2027-05", "2027-06", "2027-07").stream()
                .map(month -> Series.parse(Pit.SERIES.code().replaceFirst("\\d{4}-\\d{2}", month)))
                .toList();
        others.forEach(series -> pit.openSeries(market, series));
        List<Outcome<OrderView>> answers = new ArrayList<>();
        try (OrderLanes lane = new OrderLanes(market, 1000)) {
            for (int i = 0; i < PAIRS; i++) {
                Order here = pit.hoursOrder("ada", true, "0.1", "2.50", Pit.NOW.plusSeconds(3600));
                Order there = Pit.of(here, others.get(i % others.size()).id());
                Stream.of(here, there)
                        .map(order -> lane.place(Placement.limit(pit.sign("ada", order))))
                        .toList()
                        .forEach(answer -> answers.add(answer.join()));
            }
        }
        for (int i = 0; i < PAIRS; i++) {
            List<Outcome<OrderView>> pair = answers.subList(2 * i, 2 * i + 2);
            assertThat(pair).filteredOn(Outcome.Done.class::isInstance).hasSize(1);
            assertThat(pair)
                    .filteredOn(Refused.class::isInstance)
                    .extracting(one -> ((Refused<OrderView>) one).reason())
                    .containsExactly(MarketRefusal.REPLAYED);
        }
    }

    @Test
    void aLaneThatHasClosedSaysSo() {
        OrderLanes lane = new OrderLanes(market, 1);
        lane.close();
        Outcome<OrderView> late =
                lane.place(Placement.limit(pit.order("ada", true, "1", "2.50"))).join();
        assertThat(((Refused<OrderView>) late).reason()).isEqualTo(MarketRefusal.BUSY);
    }
}
