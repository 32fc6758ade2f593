package io.hourglass.pricing.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.options.Black76;
import io.hourglass.pricing.options.OptionType;
import org.junit.jupiter.api.Test;

/** Laws that options on spreads keep. */
class SpreadTest {
    private static final double H = 1e-5;

    private static SpreadValue kirk(OptionType type, double f1, double f2, double vol1, double vol2, double rho) {
        return Kirk.value(type, f1, f2, 0.2, 0.5, vol1, vol2, rho, 0.04);
    }

    @Test
    void aCallLessAPutIsTheDiscountedSpread() {
        double parity = Math.exp(-0.02) * (2.6 - 2.3 - 0.2);
        assertThat(kirk(OptionType.CALL, 2.6, 2.3, 0.5, 0.6, 0.7).value()
                        - kirk(OptionType.PUT, 2.6, 2.3, 0.5, 0.6, 0.7).value())
                .isCloseTo(parity, within(1e-14));
        assertThat(BjerksundStensland.premium(OptionType.CALL, 2.6, 2.3, 0.2, 0.5, 0.5, 0.6, 0.7, 0.04)
                        - BjerksundStensland.premium(OptionType.PUT, 2.6, 2.3, 0.2, 0.5, 0.5, 0.6, 0.7, 0.04))
                .isCloseTo(parity, within(1e-14));
    }

    @Test
    void sensitivitiesAreSlopes() {
        for (OptionType type : OptionType.values()) {
            SpreadValue at = kirk(type, 2.6, 2.3, 0.5, 0.6, 0.7);
            assertThat(at.delta1())
                    .isCloseTo(
                            slope(kirk(type, 2.6 + H, 2.3, 0.5, 0.6, 0.7), kirk(type, 2.6 - H, 2.3, 0.5, 0.6, 0.7)),
                            within(1e-8));
            assertThat(at.delta2())
                    .isCloseTo(
                            slope(kirk(type, 2.6, 2.3 + H, 0.5, 0.6, 0.7), kirk(type, 2.6, 2.3 - H, 0.5, 0.6, 0.7)),
                            within(1e-8));
            assertThat(at.vega1())
                    .isCloseTo(
                            slope(kirk(type, 2.6, 2.3, 0.5 + H, 0.6, 0.7), kirk(type, 2.6, 2.3, 0.5 - H, 0.6, 0.7)),
                            within(1e-8));
            assertThat(at.vega2())
                    .isCloseTo(
                            slope(kirk(type, 2.6, 2.3, 0.5, 0.6 + H, 0.7), kirk(type, 2.6, 2.3, 0.5, 0.6 - H, 0.7)),
                            within(1e-8));
            assertThat(at.correlationVega())
                    .isCloseTo(
                            slope(kirk(type, 2.6, 2.3, 0.5, 0.6, 0.7 + H), kirk(type, 2.6, 2.3, 0.5, 0.6, 0.7 - H)),
                            within(1e-8));
        }
    }

    private static double slope(SpreadValue up, SpreadValue down) {
        return (up.value() - down.value()) / (2 * H);
    }

    @Test
    void withoutAStrikeAllThreeAgree() {
        double margrabe =
                Margrabe.value(2.6, 2.3, 1, 1, 0.5, 0.5, 0.6, 0.7, 0, 0).value();
        assertThat(Kirk.value(OptionType.CALL, 2.6, 2.3, 0, 0.5, 0.5, 0.6, 0.7, 0)
                        .value())
                .isCloseTo(margrabe, within(1e-15));
        assertThat(BjerksundStensland.premium(OptionType.CALL, 2.6, 2.3, 0, 0.5, 0.5, 0.6, 0.7, 0))
                .isCloseTo(margrabe, within(1e-14));
    }

    @Test
    void anotherPriceThatIsNearlyNothingLeavesAnOptionOnOne() {
        assertThat(Kirk.value(OptionType.CALL, 2.6, 1e-12, 2.4, 0.5, 0.5, 0.6, 0.7, 0.04)
                        .value())
                .isCloseTo(Black76.premium(OptionType.CALL, 2.6, 2.4, 0.5, 0.5, 0.04), within(1e-10));
    }

    @Test
    void refusesACorrelationOverOne() {
        assertThatThrownBy(() -> kirk(OptionType.CALL, 2.6, 2.3, 0.5, 0.6, 1.1)).hasMessageContaining("1.1");
    }
}
