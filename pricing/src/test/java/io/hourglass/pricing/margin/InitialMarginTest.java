package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.margin.InitialMargin.Liquidation;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.Quantile;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class InitialMarginTest {
    private static final Liquidation SMALL = new Liquidation(10, 1000, 0.25, 2);

    private static double[] walk(Random random, int calmDays, double calm, int wildDays, double wild) {
        double[] prices = new double[calmDays + wildDays + 1];
        prices[0] = 3;
        for (int i = 1; i < prices.length; i++) {
            prices[i] = prices[i - 1] * Math.exp((i <= calmDays ? calm : wild) * random.nextGaussian());
        }
        return prices;
    }

    @Test
    void filteredHistoryHasTheVolatilityOfNow() {
        double[] prices = walk(new Random(3), 1500, 0.01, 500, 0.04);

        FilteredHistory history = FilteredHistory.of(prices, 0.97, 20);
        double[] moves = history.moves(1);

        assertThat(moves).hasSize(1980);
        assertThat(history.dailyVolatility()).isBetween(0.033, 0.047);
        double sd = Math.sqrt(Arrays.stream(moves).map(x -> x * x).average().orElseThrow());
        assertThat(sd).isCloseTo(history.dailyVolatility(), within(0.1 * history.dailyVolatility()));
        // Divided by it, the residuals are as normal as they were drawn.
        double residual = Quantile.MODAL_RANK.valueAtRisk(
                Arrays.stream(moves).map(x -> x / history.dailyVolatility()).toArray(), 0.99);
        assertThat(residual).isCloseTo(2.33, within(0.35));
        assertThat(history.moves(2)).hasSize(1979);
    }

    @Test
    void aCalmMarketIsMarginedAtTheVolatilityOfTenYears() {
        double[] prices = walk(new Random(5), 500, 0.04, 1500, 0.01);
        FilteredHistory history = FilteredHistory.of(prices, 0.97, 20);
        double longRun = FilteredHistory.volatility(prices);

        double now = ExpectedShortfall.AT_99.of(history.moves(2));
        double floor = ExpectedShortfall.AT_99.of(history.atLeast(longRun).moves(2));

        assertThat(longRun).isCloseTo(Math.sqrt((500 * 0.04 * 0.04 + 1500 * 0.01 * 0.01) / 2000), within(0.001));
        assertThat(floor).isCloseTo(now * longRun / history.dailyVolatility(), within(0.1 * floor));
        assertThat(history.atLeast(0).moves(2)).isEqualTo(history.moves(2));
    }

    @Test
    void aLaunchTakesAFifthOffEveryPrice() {
        ValueChanges changes = LaunchStress.IN_FORCE.changes(
                2, (instrument, factor) -> instrument == 0 ? 730 * 3 * factor : Math.max(3 * factor - 3, 0));
        Portfolios portfolios = Portfolios.of(List.of(
                List.of(new Position(0, 2)),
                List.of(new Position(0, -2)),
                List.of(new Position(0, 1), new Position(1, -730)),
                List.of(new Position(1, 1))));

        assertThat(portfolios.greatestLosses(changes)).containsExactly(new double[] {876, 876, 438, 0}, within(1e-9));
    }

    /** EMIR-CONF: listed contracts: 99 %, two business days, 25 % buffer. */
    @Test
    void theRulesInForceAreTheRegulationsForListedContracts() {
        assertThat(MarginRules.IN_FORCE.buffer()).isEqualTo(1.25);
        assertThat(MarginBuffer.IN_FORCE.share()).isEqualTo(0.25);
        assertThat(ExpectedShortfall.AT_99.level()).isEqualTo(0.99);
    }

    /** By hand: seed mean square of 1 % and −1 %, then a return of 2 % and one of −3 %, λ = 0.9. */
    @Test
    void filtersAsTheFormulaSays() {
        double[] returns = {0.01, -0.01, 0.02, -0.03};
        double[] prices = new double[5];
        prices[0] = 2;
        for (int i = 0; i < 4; i++) {
            prices[i + 1] = prices[i] * Math.exp(returns[i]);
        }
        double second = 0.9 * 0.0001 + 0.1 * 0.0004;
        double now = 0.9 * second + 0.1 * 0.0009;

        FilteredHistory history = FilteredHistory.of(prices, 0.9, 2);

        assertThat(history.dailyVolatility()).isCloseTo(Math.sqrt(now), within(1e-12));
        assertThat(history.moves(1))
                .containsExactly(
                        new double[] {
                            Math.expm1(0.02 / 0.01 * Math.sqrt(now)), Math.expm1(-0.03 * Math.sqrt(now / second))
                        },
                        within(1e-12));
        assertThat(history.moves(2)[0])
                .isCloseTo(Math.expm1((2 - 0.03 / Math.sqrt(second)) * Math.sqrt(now)), within(1e-12));
    }

    @Property(tries = 200)
    void whatIsCollectedCoversTheMarginAndNoMoreThanTheFullBuffer(@ForAll long seed) {
        Random random = new Random(seed);
        MarginBuffer buffer = MarginBuffer.IN_FORCE;
        double margin = 100;
        double collected = buffer.full(margin);
        for (int day = 0; day < 250; day++) {
            margin *= Math.exp(0.1 * random.nextGaussian());
            collected = buffer.next(collected, margin);
            assertThat(collected).isBetween(margin, 1.25 * margin);
        }
        for (int day = 0; day < 20; day++) {
            collected = buffer.next(collected, margin);
        }
        assertThat(collected).isCloseTo(1.25 * margin, within(1e-9));
    }

    @Test
    void theBufferIsUsedUpBeforeMoreIsCalled() {
        MarginBuffer buffer = new MarginBuffer(0.25, 1_000_000);
        double before = buffer.full(100);

        assertThat(buffer.next(before, 120)).isCloseTo(125, within(1e-3));
        assertThat(buffer.next(before, 140)).isEqualTo(140);
        assertThat(buffer.next(before, 80)).isEqualTo(100);
    }

    @Test
    void theLargestPartStandsAndConcentrationComesOnTop() {
        assertThat(InitialMargin.of(100, 120, 90, SMALL).dollars()).isEqualTo(120);
        assertThat(InitialMargin.of(100, 90, 130, SMALL).dollars()).isEqualTo(130);
        Liquidation eightDays = new Liquidation(-2000, 1000, 0.25, 2);
        assertThat(eightDays.days()).isEqualTo(8);
        assertThat(InitialMargin.of(100, 90, 80, eightDays).dollars()).isCloseTo(200, within(1e-12));
        assertThat(InitialMargin.of(100.0000001, 90, 80, SMALL).microsUp()).isEqualTo(100_000_001);
    }

    @Property(tries = 500)
    void neverFallsWhenALossGrows(
            @ForAll @DoubleRange(min = 0, max = 1000) double buffered,
            @ForAll @DoubleRange(min = 0, max = 1000) double floor,
            @ForAll @DoubleRange(min = 0, max = 1000) double stress,
            @ForAll @DoubleRange(min = 0, max = 5000) double lots,
            @ForAll @DoubleRange(min = 0, max = 100) double more) {
        Liquidation liquidation = new Liquidation(lots, 1000, 0.25, 2);
        double before = InitialMargin.of(buffered, floor, stress, liquidation).dollars();

        assertThat(InitialMargin.of(buffered + more, floor, stress, liquidation).dollars())
                .isGreaterThanOrEqualTo(before);
        assertThat(InitialMargin.of(buffered, floor + more, stress, liquidation).dollars())
                .isGreaterThanOrEqualTo(before);
        assertThat(InitialMargin.of(buffered, floor, stress + more, liquidation).dollars())
                .isGreaterThanOrEqualTo(before);
        assertThat(InitialMargin.of(buffered, floor, stress, new Liquidation(lots + more, 1000, 0.25, 2))
                        .dollars())
                .isGreaterThanOrEqualTo(before);
    }

    @Property(tries = 100)
    void aLargerPastLossNeverLowersTheExpectedOne(@ForAll long seed) {
        Random random = new Random(seed);
        double[] prices = walk(random, 300, 0.02, 100, 0.03);
        double before =
                ExpectedShortfall.AT_99.of(FilteredHistory.of(prices, 0.97, 20).moves(2));
        int fall = 400 - random.nextInt(3);
        for (int i = fall; i < prices.length; i++) {
            prices[i] *= 0.7;
        }

        assertThat(ExpectedShortfall.AT_99.of(
                        FilteredHistory.of(prices, 0.97, 20).moves(2)))
                .isGreaterThan(before);
    }

    @Test
    void refusesWhatMakesNoMargin() {
        assertThatThrownBy(() -> InitialMargin.of(-1, 0, 0, SMALL)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new Liquidation(1, 0, 0.25, 2)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> FilteredHistory.of(new double[] {1, 2}, 0.97, 20))
                .hasMessageContaining("2 prices");
        assertThatThrownBy(() -> FilteredHistory.of(new double[] {1, 1, 1, 1, 1}, 0.97, 2))
                .hasMessageContaining("do not move");
        assertThatThrownBy(() -> FilteredHistory.of(new double[] {1, 2, 0, 1, 1}, 0.97, 2))
                .hasMessageContaining("0.0");
        assertThatThrownBy(() -> FilteredHistory.of(new double[30], 1.5, 2)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new MarginBuffer(-0.1, 20)).hasMessageContaining("-0.1");
    }
}
