package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.Optional;
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
        return database.decide(tx -> baskets.propose(tx, hours, day, "ann"))
                .then(proposal -> database.decide(tx -> baskets.approve(tx, day, proposal.number(), "ben")));
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

    @Test
    void takesTwoPeople() {
        int number = database.decide(tx -> baskets.propose(tx, Map.of(H100, 1L), FIRST, "ann"))
                .orThrow()
                .number();
        assertThat(levels()).isEmpty();
        refused(approve(FIRST, number, "ann"), IndexRefusal.SAME_PERSON);
        refused(approve(FIRST, number + 1, "ben"), IndexRefusal.UNKNOWN_BASKET);
        int other = database.decide(tx -> baskets.propose(tx, Map.of(H200, 1L), FIRST, "ann"))
                .orThrow()
                .number();
        approve(FIRST, other, "ben").orThrow();
        assertThat(database.inTx(baskets::baskets).getFirst().hours()).containsExactly(Map.entry(H200, 1L));
        refused(approve(FIRST, number, "ben"), IndexRefusal.NOT_A_BASKET);
        assertThat(database.inTx(baskets::proposals))
                .extracting(Baskets.Proposal::approver)
                .containsExactly(Optional.empty(), Optional.of("ben"));
        assertThatThrownBy(() -> database.inTx(
                        tx -> tx.run("insert into hourglass.basket values (?, 1, 'ann', 'ann', 1, now())", CHANGE)))
                .hasMessageContaining("basket");
    }

    private Outcome<Basket> approve(LocalDate day, int number, String by) {
        return database.decide(tx -> baskets.approve(tx, day, number, by));
    }

    private static void refused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}
