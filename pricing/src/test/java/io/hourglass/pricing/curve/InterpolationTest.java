package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.curve.Interpolation.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InterpolationTest {
    private static final double[] X = {0, 1, 2, 3, 4, 5};
    private static final double[] Y = {2.8, 2.6, 2.55, 2.2, 2.15, 2.1};

    private static double[] between(Method method) {
        Interpolation curve = Interpolation.of(method, X, Y);
        return DoubleStream.of(0.5, 1.5, 2.5, 3.5, 4.5).map(curve::at).toArray();
    }

    /** INTERP-Linear, INTERP-CubicNaturalSpline, INTERP-MonotonicCubicNaturalSpline. */
    @Test
    void givesTheReferenceValuesBetweenPoints() {
        assertThat(between(Method.LINEAR))
                .containsExactly(new double[] {2.7, 2.575, 2.375, 2.175, 2.125}, within(1e-9));
        assertThat(between(Method.NATURAL_CUBIC))
                .containsExactly(
                        new double[] {2.6747009569, 2.5946471292, 2.3779605263, 2.1435107656, 2.1354964115},
                        within(1e-9));
        assertThat(between(Method.MONOTONE_CUBIC))
                .containsExactly(new double[] {2.6747009569, 2.5856160287, 2.375, 2.15625, 2.1347488038}, within(1e-9));
    }

    @Property(tries = 200)
    void goesThroughItsPointsAndKeepsTheirOrder(@ForAll long seed) {
        Random random = new Random(seed);
        double[] x = new double[3 + random.nextInt(8)];
        double[] y = new double[x.length];
        for (int i = 1; i < x.length; i++) {
            x[i] = x[i - 1] + 0.1 + 3 * random.nextDouble();
            y[i] = y[i - 1] + (random.nextInt(4) == 0 ? 0 : random.nextDouble());
        }
        for (Method method : Method.values()) {
            Interpolation curve = Interpolation.of(method, x, y);
            assertThat(Arrays.stream(x).map(curve::at).toArray()).containsExactly(y, within(1e-12));
        }
        Interpolation monotone = Interpolation.of(Method.MONOTONE_CUBIC, x, y);
        double before = y[0];
        for (int i = 1; i <= 500; i++) {
            double value = monotone.at(Math.min(x[x.length - 1] * i / 500, x[x.length - 1]));
            assertThat(value).isGreaterThanOrEqualTo(before - 1e-12);
            before = value;
        }
    }

    @Test
    void isStraightThroughTwoPoints() {
        for (Method method : Method.values()) {
            assertThat(Interpolation.of(method, new double[] {1, 3}, new double[] {2, 6})
                            .at(1.5))
                    .isCloseTo(3, within(1e-12));
        }
    }

    @Test
    void refusesWhatIsNoCurve() {
        assertThatThrownBy(() -> Interpolation.of(Method.LINEAR, new double[] {1, 1}, new double[] {1, 2}))
                .hasMessageContaining("1.0, 1.0");
        assertThatThrownBy(() -> Interpolation.of(Method.LINEAR, new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Interpolation.of(Method.LINEAR, X, Y).at(5.1)).hasMessageContaining("5.1");
        assertThatThrownBy(() -> Interpolation.of(Method.LINEAR, X, Y).at(Double.NaN))
                .hasMessageContaining("NaN");
    }
}
