package io.hourglass.pricing.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Laws that options keep. */
class OptionLawsTest {
    @Property
    void aCallLessAPutIsTheDiscountedForward(
            @ForAll @DoubleRange(min = 0.1, max = 20) double forward,
            @ForAll @DoubleRange(min = 0.1, max = 20) double strike,
            @ForAll @DoubleRange(min = 0, max = 3) double years,
            @ForAll @DoubleRange(min = 0, max = 2) double volatility) {
        double call = Black76.value(OptionType.CALL, forward, strike, years, volatility, 0.04)
                .value();
        double put = Black76.value(OptionType.PUT, forward, strike, years, volatility, 0.04)
                .value();
        double normalCall = Bachelier.value(OptionType.CALL, forward, strike, years, volatility, 0.04)
                .value();
        double normalPut = Bachelier.value(OptionType.PUT, forward, strike, years, volatility, 0.04)
                .value();

        double parity = Math.exp(-0.04 * years) * (forward - strike);
        assertThat(call - put).isCloseTo(parity, within(1e-12));
        assertThat(normalCall - normalPut).isCloseTo(parity, within(1e-12));
        assertThat(call).isGreaterThanOrEqualTo(-1e-12);
        assertThat(put).isGreaterThanOrEqualTo(-1e-12);
    }

    @Property
    void sensitivitiesAreSlopes(
            @ForAll @DoubleRange(min = 1, max = 5) double forward,
            @ForAll @DoubleRange(min = 1, max = 5) double strike,
            @ForAll @DoubleRange(min = 0.1, max = 3) double years,
            @ForAll @DoubleRange(min = 0.2, max = 1) double volatility) {
        double h = 1e-5;
        OptionValue at = Black76.value(OptionType.PUT, forward, strike, years, volatility, 0.04);
        OptionValue up = Black76.value(OptionType.PUT, forward + h, strike, years, volatility, 0.04);
        OptionValue down = Black76.value(OptionType.PUT, forward - h, strike, years, volatility, 0.04);
        OptionValue wilder = Black76.value(OptionType.PUT, forward, strike, years, volatility + h, 0.04);
        OptionValue calmer = Black76.value(OptionType.PUT, forward, strike, years, volatility - h, 0.04);
        OptionValue sooner = Black76.value(OptionType.PUT, forward, strike, years - h, volatility, 0.04);
        OptionValue later = Black76.value(OptionType.PUT, forward, strike, years + h, volatility, 0.04);

        assertThat(at.delta()).isCloseTo((up.value() - down.value()) / (2 * h), within(1e-6));
        assertThat(at.gamma()).isCloseTo((up.delta() - down.delta()) / (2 * h), within(1e-6));
        assertThat(at.vega()).isCloseTo((wilder.value() - calmer.value()) / (2 * h), within(1e-6));
        assertThat(at.theta()).isCloseTo((sooner.value() - later.value()) / (2 * h), within(1e-5));
    }

    @Test
    void anAverageOfOneFixingIsAnOptionOnTheFuture() {
        double average = new AverageOption(OptionType.CALL, 2.4, 1, 0, 0)
                .premium(List.of(new AverageOption.Fixing(2.45, 0.5, 0.6)), Math.exp(-0.02));

        assertThat(average)
                .isCloseTo(
                        Black76.value(OptionType.CALL, 2.45, 2.4, 0.5, 0.6, 0.04)
                                .value(),
                        within(1e-12));
    }

    @Test
    void anAverageThatIsAllKnownIsItsPayoff() {
        assertThat(new AverageOption(OptionType.CALL, 2.4, 30, 30, 2.5).premium(List.of(), 1))
                .isCloseTo(0.1, within(1e-12));
        assertThat(new AverageOption(OptionType.PUT, 2.4, 30, 30, 2.5).premium(List.of(), 1))
                .isZero();
    }

    @Test
    void theLognormalAverageIsNearTheExactOne() {
        for (double strike : new double[] {2, 2.45, 3}) {
            ContinuousAverage call = new ContinuousAverage(OptionType.CALL, strike, 0.25, 0.25, 0);
            ContinuousAverage put = new ContinuousAverage(OptionType.PUT, strike, 0.25, 0.25, 0);
            double exact = VecerEquation.premium(call, 2.45, 0, 0.6, 0.04);
            double exactPut = VecerEquation.premium(put, 2.45, 0, 0.6, 0.04);

            assertThat(call.premium(2.45, 0, 0.6, 0.04)).isCloseTo(exact, within(2e-3));
            assertThat(exact - exactPut).isCloseTo(Math.exp(-0.01) * (2.45 - strike), within(1e-5));
        }
    }

    @Test
    void anExactAverageWithNothingLeftIsItsPayoff() {
        ContinuousAverage over = new ContinuousAverage(OptionType.CALL, 2.4, 0.25, 0, 2.5);
        assertThat(VecerEquation.premium(over, 2.45, 0, 0.6, 0.04)).isCloseTo(0.1, within(1e-12));
    }
}
