package io.hourglass.pricing.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.bench.ScenarioCase;
import io.hourglass.pricing.scenario.Portfolios.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PortfoliosTest {
    private record Market(ValueChanges changes, List<List<Position>> accounts) {
        static Market random(long seed, int scenarios) {
            Random random = new Random(seed);
            int instruments = 1 + random.nextInt(40);
            ValueChanges changes = ValueChanges.of(
                    instruments, scenarios, (instrument, scenario) -> Math.rint(20 * random.nextGaussian()) / 3);
            List<List<Position>> accounts = new ArrayList<>();
            for (int account = 0; account < 15; account++) {
                List<Position> positions = new ArrayList<>();
                for (int i = random.nextInt(21); i > 0; i--) {
                    positions.add(new Position(random.nextInt(instruments), random.nextInt(-9, 10) / 7.0));
                }
                accounts.add(positions);
            }
            return new Market(changes, accounts);
        }

        double[] profitAndLoss(int account) {
            double[] sum = new double[changes.scenarios()];
            for (int scenario = 0; scenario < sum.length; scenario++) {
                for (Position position : accounts.get(account)) {
                    sum[scenario] += position.quantity() * changes.change(position.instrument(), scenario);
                }
            }
            return sum;
        }
    }

    @Property(tries = 200)
    void vectorsGiveTheDigitsOfPlainLoops(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 700) int scenarios,
            @ForAll @DoubleRange(min = 0, max = 0.99) double level) {
        Market market = Market.random(seed, scenarios);
        Portfolios portfolios = Portfolios.of(market.accounts);
        ExpectedShortfall measure = new ExpectedShortfall(level);

        assertThat(portfolios.shortfalls(market.changes, measure, new VectorLanes()))
                .isEqualTo(portfolios.shortfalls(market.changes, measure, new ScalarLanes()));
        assertThat(portfolios.greatestLosses(market.changes, new VectorLanes()))
                .isEqualTo(portfolios.greatestLosses(market.changes, new ScalarLanes()));
        assertThat(portfolios.profitAndLoss(3, market.changes, new VectorLanes()))
                .isEqualTo(portfolios.profitAndLoss(3, market.changes, new ScalarLanes()))
                .isEqualTo(market.profitAndLoss(3));
    }

    @Property(tries = 200)
    void isWhatEachAccountAloneWouldLose(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 700) int scenarios,
            @ForAll @DoubleRange(min = 0, max = 0.99) double level) {
        Market market = Market.random(seed, scenarios);
        ExpectedShortfall measure = new ExpectedShortfall(level);

        double[] shortfalls = Portfolios.of(market.accounts).shortfalls(market.changes, measure);
        double[] greatest = Portfolios.of(market.accounts).greatestLosses(market.changes);

        for (int account = 0; account < market.accounts.size(); account++) {
            double[] alone = market.profitAndLoss(account);
            double[] sorted = alone.clone();
            Arrays.sort(sorted);
            assertThat(shortfalls[account]).isCloseTo(measure.of(alone), within(1e-9));
            assertThat(greatest[account]).isEqualTo(0 - sorted[0]);
        }
    }

    @Test
    void eachInstrumentIsValuedOnceAScenario() {
        int[] calls = new int[1];
        ValueChanges changes = ValueChanges.of(3, 300, (instrument, scenario) -> {
            calls[0]++;
            return 1000 * instrument + scenario;
        });

        Portfolios.of(List.of(List.of(new Position(2, 1)), List.of(new Position(2, -1))))
                .shortfalls(changes, ExpectedShortfall.AT_99);

        assertThat(calls[0]).isEqualTo(900);
        assertThat(changes.change(2, 299)).isEqualTo(2299);
        assertThat(changes.change(0, 128)).isEqualTo(128);
    }

    /** The benchmark's workload: shared instruments give what pricing each position in each scenario gives. */
    @Test
    void sharedInstrumentsGiveWhatPositionsOneByOneGive() {
        ScenarioCase accounts = new ScenarioCase();

        double[] shortfalls = accounts.shortfalls();

        // the rival's premiums are right to 1e-12 or so
        assertThat(Arrays.copyOf(shortfalls, 25)).containsExactly(accounts.rival(25), within(1e-6));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        ValueChanges changes = ValueChanges.of(2, 5, (instrument, scenario) -> 1);
        Portfolios strange = Portfolios.of(List.of(List.of(new Position(2, 1))));

        assertThatThrownBy(() -> strange.shortfalls(changes, ExpectedShortfall.AT_99))
                .hasMessageContaining("instrument 2");
        assertThatThrownBy(() -> ValueChanges.of(2, 5, (instrument, scenario) -> Double.NaN))
                .hasMessageContaining("scenario 0");
        assertThatThrownBy(() -> new Position(0, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
        assertThatThrownBy(() -> ValueChanges.of(0, 5, (instrument, scenario) -> 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAccountWithoutPositionsLosesNothing() {
        ValueChanges changes = ValueChanges.of(2, 5, (instrument, scenario) -> 1);

        assertThat(Portfolios.of(List.of(List.of())).shortfalls(changes, ExpectedShortfall.AT_99))
                .containsExactly(0);
    }
}
