package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.bench.SpanCase;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SpanScenariosTest {
    private static final SpanScenarios TWO_RANGES = new SpanScenarios(2, 0.35);

    /** SPAN-SCEN: price and volatility moves and the share that counts, 1 to 16. */
    private static final double[][] PUBLISHED = {
        {0, 1, 1}, {0, -1, 1}, {0.333333, 1, 1}, {0.333333, -1, 1}, {-0.333333, 1, 1}, {-0.333333, -1, 1},
        {0.666667, 1, 1}, {0.666667, -1, 1}, {-0.666667, 1, 1}, {-0.666667, -1, 1}, {1, 1, 1}, {1, -1, 1},
        {-1, 1, 1}, {-1, -1, 1}, {2, 0, 0.35}, {-2, 0, 0.35}
    };

    @Test
    void areSixteenInTheirPublishedOrder() {
        List<SpanScenarios.Scenario> scenarios = TWO_RANGES.scenarios();

        assertThat(scenarios).hasSize(16);
        for (int i = 0; i < 16; i++) {
            assertThat(scenarios.get(i).price()).isCloseTo(PUBLISHED[i][0], within(1e-6));
            assertThat(scenarios.get(i).volatility()).isEqualTo(PUBLISHED[i][1]);
            assertThat(scenarios.get(i).share()).isEqualTo(PUBLISHED[i][2]);
        }
        assertThat(SpanScenarios.IN_FORCE.scenarios().getLast()).isEqualTo(new SpanScenarios.Scenario(-3, 0, 0.35));
    }

    private static double scanRisk(ValueChanges arrays, Position... positions) {
        return SpanScenarios.scanRisks(Portfolios.of(List.of(List.of(positions))), arrays)[0];
    }

    /** SPAN-LONGFUT: a range of 20 points of $500. */
    @Test
    void aFutureRisksItsRange() {
        ValueChanges arrays = TWO_RANGES.riskArrays(1, (instrument, price, volatility) -> 500 * 20 * price);

        assertThat(scanRisk(arrays, new Position(0, 1))).isCloseTo(10_000, within(0.5));
        assertThat(scanRisk(arrays, new Position(0, -2))).isCloseTo(20_000, within(0.5));
        assertThat(arrays.change(0, 14)).isCloseTo(7000, within(1e-9));
        assertThat(arrays.change(0, 2)).isCloseTo(3333.33, within(0.01));
    }

    /** SPAN-COVERED: the published arrays of a future and of a short call on it. */
    @Test
    void aCallSoldAgainstAFutureLowersTheRisk() {
        double[][] published = {
            {0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000},
            {-460, 610, -2640, -1730, 1270, 2340, -5210, -4540, 2540, 3430, -8060, -7640, 3380, 3990, -3130, 1500}
        };
        ValueChanges arrays = ValueChanges.of(2, 16, (instrument, scenario) -> published[instrument][scenario]);

        assertThat(scanRisk(arrays, new Position(0, 1), new Position(1, 1))).isCloseTo(6620, within(0.5));
        assertThat(scanRisk(arrays, new Position(0, 1), new Position(0, -1))).isZero();
    }

    @Property(tries = 200)
    void twoBooksTogetherNeedNoMoreThanEachAlone(@ForAll long seed) {
        Random random = new Random(seed);
        ValueChanges arrays = ValueChanges.of(6, 16, (instrument, scenario) -> random.nextGaussian());
        Position[] one = {new Position(random.nextInt(6), random.nextGaussian()), new Position(0, 2)};
        Position[] other = {new Position(random.nextInt(6), random.nextGaussian()), new Position(1, -1)};

        assertThat(scanRisk(arrays, one[0], one[1], other[0], other[1]))
                .isLessThanOrEqualTo(scanRisk(arrays, one) + scanRisk(arrays, other) + 1e-12);
    }

    @Property(tries = 200)
    void neverFallsWhenALossGrows(@ForAll long seed) {
        Random random = new Random(seed);
        double[] changes = random.doubles(16, -10, 10).toArray();
        ValueChanges before = ValueChanges.of(1, 16, (instrument, scenario) -> changes[scenario]);
        changes[random.nextInt(16)] -= 5 * random.nextDouble();
        ValueChanges after = ValueChanges.of(1, 16, (instrument, scenario) -> changes[scenario]);

        assertThat(scanRisk(after, new Position(0, 1))).isGreaterThanOrEqualTo(scanRisk(before, new Position(0, 1)));
    }

    @Test
    void sharedArraysGiveWhatPositionsOneByOneGive() {
        SpanCase accounts = new SpanCase();

        assertThat(accounts.risks()).isEqualTo(accounts.rival());
    }

    @Test
    void calendarSpreadsPayForWhatScanningDoesNotSee() {
        double[] deltas = {5, -3, 0, -4};

        assertThat(SpanScenarios.calendarSpreadCharge(deltas, 40)).isEqualTo(200);
        assertThat(SpanScenarios.calendarSpreadCharge(new double[] {5, 3}, 40)).isZero();
        assertThat(SpanScenarios.compositeDelta(1, 1, 1, 1, 1, 1, 1)).isCloseTo(1, within(1e-12));
        assertThat(SpanScenarios.compositeDelta(0, 0, 0, 1, 0, 0, 0)).isCloseTo(0.270 / 0.998, within(1e-12));
    }

    @Test
    void refusesWhatItCannotScan() {
        ValueChanges five = ValueChanges.of(1, 5, (instrument, scenario) -> 1);

        assertThatThrownBy(() -> scanRisk(five, new Position(0, 1))).hasMessageContaining("5");
        assertThatThrownBy(() -> new SpanScenarios(3, 1.2)).hasMessageContaining("1.2");
        assertThatThrownBy(() -> SpanScenarios.compositeDelta(1)).hasMessageContaining("1");
    }
}
