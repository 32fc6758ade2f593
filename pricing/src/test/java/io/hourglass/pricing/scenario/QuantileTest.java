package io.hourglass.pricing.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuantileTest {
    static final double[] PROFIT_AND_LOSS = {
        -5.2, -3.1, -2.7, -1.9, -1.2, -0.8, -0.5, -0.1, 0.0, 0.2, 0.3, 0.5, 0.6, 0.9, 1.1, 1.4, 1.7, 2.2, 2.9, 4.1
    };

    /** What R's quantile(1:10, 1/4, type = 1:9) prints. */
    @Test
    void theNineDefinitionsDifferOnTheSameSample() {
        double[] sample = {7, 2, 9, 4, 1, 10, 3, 8, 5, 6};

        double[] quartiles = Arrays.stream(Quantile.values())
                .mapToDouble(type -> type.of(sample, 0.25))
                .toArray();

        assertThat(quartiles)
                .containsExactly(new double[] {3, 3, 2, 2.5, 3, 2.75, 3.25, 2.9166666667, 2.9375}, within(1e-9));
    }

    /** VAR-R7. */
    @Test
    void theSeventhIsTheOneOfR() {
        assertThat(Quantile.MODAL_RANK.of(PROFIT_AND_LOSS, 0.01)).isCloseTo(-4.801, within(1e-9));
        assertThat(Quantile.MODAL_RANK.of(PROFIT_AND_LOSS, 0.05)).isCloseTo(-3.205, within(1e-9));
        assertThat(Quantile.MODAL_RANK.of(PROFIT_AND_LOSS, 0.10)).isCloseTo(-2.74, within(1e-9));
    }

    /** VAR-QL. */
    @Test
    void theFirstIsValueAtRiskAsQuantLibHasIt() {
        assertThat(Quantile.INVERSE_DISTRIBUTION.valueAtRisk(PROFIT_AND_LOSS, 0.90))
                .isEqualTo(3.1);
        assertThat(Quantile.AVERAGED_INVERSE_DISTRIBUTION.valueAtRisk(PROFIT_AND_LOSS, 0.90))
                .isCloseTo(2.9, within(1e-12));
    }

    @Test
    void staysWithinTheSample() {
        for (Quantile type : Quantile.values()) {
            assertThat(type.of(PROFIT_AND_LOSS, 0)).isEqualTo(-5.2);
            assertThat(type.of(PROFIT_AND_LOSS, 1)).isEqualTo(4.1);
            assertThat(type.of(new double[] {3}, 0.7)).isEqualTo(3);
        }
    }

    @Test
    void refusesWhatHasNone() {
        assertThatThrownBy(() -> Quantile.MODAL_RANK.of(new double[0], 0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantile.MODAL_RANK.of(PROFIT_AND_LOSS, 1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> Quantile.MODAL_RANK.of(new double[] {1, Double.NaN}, 0.5))
                .hasMessageContaining("NaN");
    }
}
