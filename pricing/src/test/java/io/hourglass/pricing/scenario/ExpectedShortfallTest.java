package io.hourglass.pricing.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExpectedShortfallTest {
    private static double[] outcomes(Random random, int count) {
        // Rounded, so that outcomes coincide.
        return random.doubles(count, -50, 50).map(Math::rint).toArray();
    }

    /** ES-QL-WARN. */
    @Test
    void isTheMeanOfTheWorst() {
        double[] sample = QuantileTest.PROFIT_AND_LOSS;

        assertThat(new ExpectedShortfall(0.95).of(sample)).isCloseTo(5.2, within(1e-12));
        assertThat(new ExpectedShortfall(0.90).of(sample)).isCloseTo((5.2 + 3.1) / 2, within(1e-12));
        assertThat(new ExpectedShortfall(0.99).of(sample)).isCloseTo(5.2, within(1e-12));
        assertThat(new ExpectedShortfall(0).of(sample))
                .isCloseTo(-Arrays.stream(sample).average().orElseThrow(), within(1e-12));
    }

    @Test
    void splitsTheOutcomeAtTheEdge() {
        // 20 × 0.12 = 2.4 outcomes: two and two fifths of the third
        assertThat(new ExpectedShortfall(0.88).of(QuantileTest.PROFIT_AND_LOSS))
                .isCloseTo((5.2 + 3.1 + 0.4 * 2.7) / 2.4, within(1e-12));
    }

    /** Rockafellar and Uryasev (2002), Theorem 10: min over c of c + E[(L − c)⁺] / (1 − level). */
    @Property(tries = 300)
    void isTheMinimumThatDefinesIt(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int count,
            @ForAll @DoubleRange(min = 0, max = 0.99) double level) {
        double[] sample = outcomes(new Random(seed), count);
        double least = Double.POSITIVE_INFINITY;
        for (double outcome : sample) {
            double c = -outcome;
            double excess = Arrays.stream(sample).map(x -> Math.max(0, -x - c)).sum() / count;
            least = Math.min(least, c + excess / (1 - level));
        }

        assertThat(new ExpectedShortfall(level).of(sample)).isCloseTo(least, within(1e-8));
    }

    @Property(tries = 300)
    void twoBooksTogetherNeedNoMoreThanEachAlone(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 0.99) double level) {
        Random random = new Random(seed);
        double[] one = outcomes(random, 137);
        double[] other = outcomes(random, 137);
        double[] both = new double[137];
        Arrays.setAll(both, i -> one[i] + other[i]);
        ExpectedShortfall measure = new ExpectedShortfall(level);

        assertThat(measure.of(both)).isLessThanOrEqualTo(measure.of(one) + measure.of(other) + 1e-9);
        assertThat(measure.of(Arrays.stream(one).map(x -> 3 * x).toArray()))
                .isCloseTo(3 * measure.of(one), within(1e-9));
        assertThat(measure.of(Arrays.stream(one).map(x -> x + 7).toArray()))
                .isCloseTo(measure.of(one) - 7, within(1e-9));
    }

    @Property(tries = 300)
    void neverFallsWhenALossGrows(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 0.99) double level) {
        Random random = new Random(seed);
        double[] sample = outcomes(random, 200);
        ExpectedShortfall measure = new ExpectedShortfall(level);
        double before = measure.of(sample);
        sample[random.nextInt(200)] -= 10 * random.nextDouble();

        assertThat(measure.of(sample)).isGreaterThanOrEqualTo(before - 1e-12);
    }

    @Property(tries = 200)
    void selectsWithoutSortingAndLeavesItsInputAlone(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 900) int tail) {
        double[] sample = outcomes(new Random(seed), 1000);
        double[] copy = sample.clone();
        double[] sorted = sample.clone();
        Arrays.sort(sorted);

        double shortfall = new ExpectedShortfall(1 - tail / 1000.0).of(sample);

        assertThat(shortfall)
                .isCloseTo(-Arrays.stream(sorted, 0, tail).average().orElseThrow(), within(1e-9));
        assertThat(sample).isEqualTo(copy);
    }

    @Test
    void refusesWhatHasNone() {
        assertThatThrownBy(() -> new ExpectedShortfall(1)).hasMessageContaining("1.0");
        assertThatThrownBy(() -> new ExpectedShortfall(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> ExpectedShortfall.AT_99.of(new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExpectedShortfall.AT_99.of(new double[] {1, Double.NaN}))
                .hasMessageContaining("NaN");
    }
}
