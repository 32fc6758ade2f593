package io.hourglass.pricing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.pricing.SharedData;
import io.hourglass.pricing.index.DayResult;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.IndexEngine;
import io.hourglass.pricing.index.Methodology;
import io.hourglass.pricing.index.Observation;
import io.hourglass.pricing.index.RealPrices;
import io.hourglass.pricing.model.Calibration.Fit;
import io.hourglass.pricing.model.Panel.Day;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Out of sample: the first half calibrates, the second half judges. */
class SkillTest {
    private static final double MONTH = 28.0 / 365;
    private static final double QUARTER = 91.0 / 365;

    /** Real fixings come in months of one a day, with a quarter between; those of a month share their fate. */
    private static final int FIXINGS_TOGETHER = 30;

    private static final Set<Parameter> OF_A_SPOT_PRICE = EnumSet.of(
            Parameter.DRIFT, Parameter.REVERSION, Parameter.LEVEL_VOLATILITY, Parameter.DEVIATION_VOLATILITY);
    private static final Fit START =
            new Fit(new SchwartzSmith(0, 0, 0, 2, 0.2, 0.2, 0), Launches.NONE, new double[] {0.005});

    /** Of one column, the spot price: calibrated on the first half, then filtered and foretold day by day. */
    private static Skill skill(Panel panel, double horizon, int overlap, boolean smoothed) {
        int half = panel.days().size() / 2;
        State prior = new State(Math.log(panel.days().getFirst().prices()[0]), 0);
        Covariance spread = new Covariance(0.04, 0, 0.04);
        Fit fit = new Calibration(panel.first(half), prior, spread, OF_A_SPOT_PRICE)
                .from(START)
                .fit();
        KalmanFilter filter = fit.filter(prior, spread);
        double[] seen = new double[panel.days().size()];
        List<double[]> judged = new ArrayList<>();
        for (int i = 0; i < panel.days().size(); i++) {
            Day day = panel.days().get(i);
            seen[i] = Math.log(day.prices()[0]);
            filter.observe(day);
            Optional<Day> then = panel.days().stream()
                    .filter(later -> Math.abs(later.time() - day.time() - horizon) < 0.15 * horizon)
                    .findFirst();
            if (i >= half && then.isPresent()) {
                double forecast = smoothed
                        ? ExponentialSmoothing.fit(Arrays.copyOf(seen, i + 1)).level()
                        : filter.forecast(horizon).mean();
                judged.add(new double[] {forecast, seen[i], Math.log(then.get().prices()[0])});
            }
        }
        return Skill.of(column(judged, 0), column(judged, 1), column(judged, 2), overlap);
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    @Test
    void theModelBeatsNoChangeWhereDeviationsFade() {
        SchwartzSmith fading = new SchwartzSmith(0, 0, 0, 12, 0.05, 1.2, 0);
        Skill skill = skill(Simulated.panel(fading, Launches.NONE, new double[] {0}, 0.005, 400, 3), MONTH, 3, false);

        assertThat(skill.skill()).isGreaterThan(0.1);
        assertThat(skill.beatsNoChange()).isTrue();
    }

    @Test
    void nothingBeatsNoChangeOnAWalk() {
        SchwartzSmith walk = new SchwartzSmith(0, 0, 0, 1, 0.5, 0, 0);
        Skill skill = skill(Simulated.panel(walk, Launches.NONE, new double[] {0}, 0, 400, 5), MONTH, 3, false);

        assertThat(skill.beatsNoChange()).isFalse();
    }

    @Test
    void noChangeHasNoSkill() {
        double[] naive = {0.1, 0.2, 0.4};
        Skill same = Skill.of(naive, naive, new double[] {0.2, 0.1, 0.3}, 0);
        Skill half = Skill.of(new double[] {1, 2}, new double[] {2, 0}, new double[] {0, 4}, 0);

        assertThat(same.skill()).isZero();
        assertThat(same.beatsNoChange()).isFalse();
        assertThat(half.skill()).isCloseTo(0.75, within(1e-15));
        assertThat(half.beatsNoChange()).as("two forecasts say nothing").isFalse();
    }

    /** What comes out on real fixings is printed, whichever it is. */
    @Test
    void realFixingsAreJudgedAsTheyCame() {
        Optional<Path> file = SharedData.file("gpu_prices.csv");
        assumeTrue(file.isPresent(), "shared/data/gpu_prices.csv is not beside this checkout: not run");
        Map<String, List<Observation>> history = RealPrices.load(file.orElseThrow());
        for (String index : List.of("A100-SXM-80GB on-demand", "A100-SXM-40GB on-demand", "V100 on-demand")) {
            Panel panel = fixings(history.getOrDefault(index, List.of()));
            for (boolean smoothed : new boolean[] {false, true}) {
                Skill skill = skill(panel, QUARTER, FIXINGS_TOGETHER - 1, smoothed);
                System.out.printf(
                        "%s, a quarter ahead, %d forecasts, %d apart, by %s: error %.4f, no change %.4f, skill %.3f (%.1f s.e.): %s%n",
                        index,
                        skill.forecasts(),
                        skill.independent(),
                        smoothed ? "smoothing" : "two factors",
                        skill.error(),
                        skill.naiveError(),
                        skill.skill(),
                        skill.significance(),
                        skill.beatsNoChange() ? "beats no change" : "not shown to beat no change");
                assertThat(skill.forecasts()).isGreaterThan(5);
                assertThat(skill.beatsNoChange() && skill.error() >= skill.naiveError())
                        .isFalse();
            }
        }
    }

    /** All fixings: few at first, one a day at the end. */
    private static Panel fixings(List<Observation> observations) {
        Instant start = Instant.parse("2022-02-09T20:00:00Z");
        List<Day> days = new ArrayList<>();
        for (DayResult result :
                new IndexEngine(Methodology.HGI_1).fixAll(observations, start, Instant.parse("2026-08-08T20:00:00Z"))) {
            if (result instanceof Fixing fixing) {
                double time = Duration.between(start, fixing.at()).toDays() / 365.0;
                days.add(new Day(time, new double[] {0}, new double[] {fixing.value()}));
            }
        }
        return new Panel(days);
    }
}
