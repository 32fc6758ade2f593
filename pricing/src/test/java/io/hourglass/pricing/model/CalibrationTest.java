package io.hourglass.pricing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.model.Calibration.Estimate;
import io.hourglass.pricing.model.Calibration.Fit;
import io.hourglass.pricing.model.Calibration.Result;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A calibration finds the model that drew its panel, as nearly as it says it does. */
class CalibrationTest {
    private static final double ERROR = 0.01;
    private static final Launches LAUNCHES = new Launches(List.of(1.01, 2.51, 3.99, 4.5), -0.22);
    private static final Panel PANEL = Simulated.panel(
            Simulated.MODEL,
            LAUNCHES,
            new double[] {1 / 12.0, 5 / 12.0, 9 / 12.0, 13 / 12.0, 17 / 12.0},
            ERROR,
            268,
            11);
    private static final Fit START = new Fit(
            new SchwartzSmith(0, 0, 0, 1, 0.3, 0.3, 0), LAUNCHES.withStep(0), new double[] {0.03, 0.03, 0.03, 0.03, 0.03
            });

    private static Calibration calibration() {
        return new Calibration(PANEL, Simulated.PRIOR, Simulated.SPREAD, EnumSet.allOf(Parameter.class));
    }

    @Test
    void findsTheParametersWithinTheirErrors() {
        Result result = calibration().from(START);
        Map<String, Estimate> found =
                result.estimates().stream().collect(Collectors.toMap(Estimate::name, Function.identity()));
        result.estimates()
                .forEach(
                        one -> System.out.printf("%-22s %9.4f ± %.4f%n", one.name(), one.value(), one.standardError()));

        assertNear(found, "RISK_NEUTRAL_DRIFT", Simulated.MODEL.riskNeutralDrift());
        assertNear(found, "PREMIUM", Simulated.MODEL.premium());
        assertNear(found, "REVERSION", Simulated.MODEL.reversion());
        assertNear(found, "LEVEL_VOLATILITY", Simulated.MODEL.levelVolatility());
        assertNear(found, "DEVIATION_VOLATILITY", Simulated.MODEL.deviationVolatility());
        assertNear(found, "CORRELATION", Simulated.MODEL.correlation());
        assertNear(found, "DRIFT", Simulated.MODEL.drift());
        assertNear(found, "LAUNCH_STEP", LAUNCHES.step());
        assertNear(found, "ERRORS 2", ERROR);
        assertThat(named(found, "REVERSION").standardError()).isBetween(0.001, 0.3);
        assertThat(named(found, "LAUNCH_STEP").standardError()).isLessThan(0.02);
    }

    private static Estimate named(Map<String, Estimate> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    private static void assertNear(Map<String, Estimate> found, String name, double truth) {
        Estimate estimate = named(found, name);
        assertThat(estimate.value()).as(name).isCloseTo(truth, within(3 * estimate.standardError()));
    }

    @Test
    void nothingNearbyIsLikelier() {
        Calibration calibration = calibration();
        Result result = calibration.from(START);
        SchwartzSmith m = result.fit().model();
        for (double by : List.of(-0.01, 0.01)) {
            SchwartzSmith other = new SchwartzSmith(
                    m.drift(),
                    m.riskNeutralDrift() + by,
                    m.premium(),
                    m.reversion() * (1 + by),
                    m.levelVolatility() * (1 - by),
                    m.deviationVolatility(),
                    m.correlation());
            Fit fit = new Fit(other, result.fit().launches(), result.fit().errors());
            assertThat(calibration.logLikelihood(fit)).isLessThan(result.logLikelihood());
        }
        assertThat(result.logLikelihood()).isGreaterThan(calibration.logLikelihood(START));
    }

    @Test
    void whatIsNotSetFreeStays() {
        Result result = new Calibration(
                        PANEL,
                        Simulated.PRIOR,
                        Simulated.SPREAD,
                        EnumSet.of(Parameter.REVERSION, Parameter.LAUNCH_STEP))
                .from(START);

        assertThat(result.estimates()).extracting(Estimate::name).containsExactly("REVERSION", "LAUNCH_STEP");
        assertThat(result.fit().model().levelVolatility()).isEqualTo(0.3);
        assertThat(result.fit().errors()).containsOnly(0.03);
    }
}
