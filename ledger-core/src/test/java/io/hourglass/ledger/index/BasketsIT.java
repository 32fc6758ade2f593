package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.Baskets.Basket;
import io.hourglass.ledger.index.Baskets.Level;
import io.hourglass.pricing.index.Simulator;
import java.io.StringReader;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BasketsIT {
    private static final IndexName H100 = IndexName.headline(GpuClass.parse("H100-SXM-80GB"));
    private static final IndexName H200 = IndexName.headline(GpuClass.parse("H200-SXM-141GB"));
    private static final IndexName B200 = IndexName.headline(GpuClass.parse("B200-SXM-180GB"));
    private static final IndexName L4 = IndexName.headline(GpuClass.parse("L4-PCIE-24GB"));
    private static final LocalDate LAST = Simulator.SAMPLE.lastDay();
    private static final LocalDate FIRST = LAST.minusDays(60);
    private static final LocalDate CHANGE = LAST.minusDays(30);
    private static final Clock AFTER =
            Clock.fixed(LAST.plusDays(1).atTime(21, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    private final Database database = TestDatabase.fresh();
    private final Fixings fixings = new Fixings(database, AFTER);
    private final Baskets baskets = new Baskets(AFTER);

    @BeforeEach
    void fix() {
        new Observations(database, AFTER)
                .load(new StringReader(Simulator.SAMPLE.lines().collect(Collectors.joining("\n"))), "sample")
                .orThrow();
        fixings.doWork();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Outcome<Basket> rebalance(Map<IndexName, Long> hours, LocalDate day) {
        return database.decide(tx -> baskets.rebalance(tx, hours, day));
    }

    private List<Level> levels() {
        return database.inTx(tx -> baskets.history(tx, FIRST, LAST));
    }

    private long level(LocalDate day) {
        return levels().stream()
                .filter(level -> level.day().equals(day))
                .findFirst()
                .orElseThrow()
                .microPoints()
                .orElseThrow();
    }

    private double price(IndexName index, LocalDate day) {
        return database.inTx(tx -> fixings.find(tx, index, day, PublishedFixing.Status.FINAL))
                        .flatMap(PublishedFixing::value)
                        .orElseThrow()
                        .micros()
                / 1e6;
    }

    @Test
    void beginsAtItsBaseAndGoesOnThroughARebalance() {
        assertThat(levels()).isEmpty();
        rebalance(Map.of(H100, 100L, H200, 50L), FIRST).orThrow();
        assertThat(level(FIRST)).isEqualTo(1_000_000_000);
        double moved = (100 * price(H100, CHANGE) + 50 * price(H200, CHANGE))
                / (100 * price(H100, FIRST) + 50 * price(H200, FIRST));
        assertThat(level(CHANGE) / 1e9).isCloseTo(moved, within(1e-9));

        long before = level(CHANGE);
        Basket changed = rebalance(Map.of(H200, 40L, B200, 40L), CHANGE).orThrow();
        assertThat(level(CHANGE)).isEqualTo(before);
        double value = 40 * price(H200, CHANGE) + 40 * price(B200, CHANGE);
        assertThat(value / changed.divisor().doubleValue() * 1e6).isCloseTo((double) before, within(0.6));
        double after = (40 * price(H200, LAST) + 40 * price(B200, LAST)) / value;
        assertThat(level(LAST)).isCloseTo((long) (before * after), within(1_000L));
        assertThat(database.inTx(baskets::baskets))
                .extracting(Basket::effective)
                .containsExactly(FIRST, CHANGE);
        assertThat(levels()).hasSize(61);
    }

    @Test
    void refusesWhatIsNoBasket() {
        refused(rebalance(Map.of(), FIRST), IndexRefusal.NOT_A_BASKET);
        refused(rebalance(Map.of(H100, 0L), FIRST), IndexRefusal.NOT_A_BASKET);
        refused(rebalance(Map.of(new IndexName(H100.gpu(), PriceKind.SPOT), 1L), FIRST), IndexRefusal.NOT_A_BASKET);
        refused(rebalance(Map.of(H100, 1L, L4, 1L), FIRST), IndexRefusal.NOT_FINAL);
        refused(rebalance(Map.of(H100, 1L), LAST.plusDays(9)), IndexRefusal.NOT_FINAL);
        rebalance(Map.of(H100, 1L), FIRST).orThrow();
        refused(rebalance(Map.of(H100, 2L), FIRST), IndexRefusal.NOT_A_BASKET);
    }

    private static void refused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}
