package io.hourglass.pricing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.model.Panel.Day;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The filter against what it must equal, had another way. */
class KalmanFilterTest {
    private static final double[] ERRORS = {0.02, 0.01, 0.015};
    private static final Launches LAUNCHES = new Launches(List.of(0.03, 0.5), -0.22);
    private static final Panel PANEL =
            Simulated.panel(Simulated.MODEL, LAUNCHES, new double[] {0, 0.25, 1}, 0.01, 4, 7);

    private static KalmanFilter filter() {
        return new KalmanFilter(Simulated.MODEL, LAUNCHES, ERRORS, Simulated.PRIOR, Simulated.SPREAD);
    }

    /** All quotes of all days are one normal vector: its density, by elimination, with no recursion. */
    @Test
    void theLikelihoodIsThatOfOneNormalVector() {
        List<double[]> loadings = new ArrayList<>();
        List<Double> surprises = new ArrayList<>();
        List<Integer> days = new ArrayList<>();
        for (int day = 0; day < PANEL.days().size(); day++) {
            Day quotes = PANEL.days().get(day);
            State mean = Simulated.MODEL.expected(Simulated.PRIOR, quotes.time());
            for (int i = 0; i < ERRORS.length; i++) {
                double years = quotes.years()[i];
                double loading = Simulated.MODEL.loading(years);
                double expected = mean.level()
                        + loading * mean.deviation()
                        + Simulated.MODEL.constant(years)
                        + LAUNCHES.between(0, quotes.time() + years);
                loadings.add(new double[] {1, loading, ERRORS[i]});
                surprises.add(Math.log(quotes.prices()[i]) - expected);
                days.add(day);
            }
        }
        int n = surprises.size();
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                covariance[i][j] = covariance(days.get(i), days.get(j), loadings.get(i), loadings.get(j))
                        + (i == j ? loadings.get(i)[2] * loadings.get(i)[2] : 0);
            }
        }
        double expected = logDensity(
                covariance, surprises.stream().mapToDouble(Double::doubleValue).toArray());

        assertThat(filter().observe(PANEL)).isCloseTo(expected, within(1e-9));
    }

    private static double covariance(int dayA, int dayB, double[] a, double[] b) {
        SchwartzSmith model = Simulated.MODEL;
        double early = Math.min(dayA, dayB) * Simulated.WEEK;
        Covariance moved = model.covariance(early);
        double left = model.loading(early);
        double level = Simulated.SPREAD.level() + moved.level();
        double both = left * Simulated.SPREAD.both() + moved.both();
        double deviation = left * left * Simulated.SPREAD.deviation() + moved.deviation();
        double later = model.loading(Math.abs(dayA - dayB) * Simulated.WEEK);
        double[] first = dayA <= dayB ? a : b;
        double[] second = dayA <= dayB ? b : a;
        return level + second[1] * later * both + first[1] * (both + second[1] * later * deviation);
    }

    /** −½(ln|Σ| + x'Σ⁻¹x + n·ln 2π), by Gauss. */
    private static double logDensity(double[][] matrix, double[] x) {
        double[] right = x.clone();
        double sum = x.length * Math.log(2 * Math.PI);
        for (int k = 0; k < x.length; k++) {
            sum += Math.log(matrix[k][k]) + right[k] * right[k] / matrix[k][k];
            for (int i = k + 1; i < x.length; i++) {
                double factor = matrix[i][k] / matrix[k][k];
                for (int j = k; j < x.length; j++) {
                    matrix[i][j] -= factor * matrix[k][j];
                }
                right[i] -= factor * right[k];
            }
        }
        return -sum / 2;
    }

    @Test
    void aQuoteWithoutErrorIsRepricedByTheState() {
        KalmanFilter filter = new KalmanFilter(
                Simulated.MODEL, Launches.NONE, new double[] {0, 0}, Simulated.PRIOR, Simulated.SPREAD);
        filter.observe(new Day(0, new double[] {0.1, 1}, new double[] {2.2, 1.9}));

        assertThat(Simulated.MODEL.futures(filter.state(), 0.1)).isCloseTo(2.2, within(1e-12));
        assertThat(Simulated.MODEL.futures(filter.state(), 1)).isCloseTo(1.9, within(1e-12));
        assertThat(filter.covariance().level()).isCloseTo(0, within(1e-12));
    }

    @Test
    void aMissingQuoteSaysNothing() {
        KalmanFilter filter = filter();
        filter.observe(new Day(0, new double[3], new double[] {Double.NaN, Double.NaN, Double.NaN}));

        assertThat(filter.state()).isEqualTo(Simulated.PRIOR);
        assertThat(filter.covariance()).isEqualTo(Simulated.SPREAD);
    }

    @Test
    void aForecastStepsDownAtALaunchAndWidensWithTime() {
        KalmanFilter filter = filter();
        filter.observe(PANEL.days().getFirst());
        Forecast before = filter.forecast(0.49);
        Forecast after = filter.forecast(0.5);

        assertThat(after.mean() - before.mean()).isCloseTo(-0.22, within(0.01));
        assertThat(after.variance()).isGreaterThan(before.variance());
        assertThat(after.quantile(0.1)).isLessThan(after.median()).isPositive();
        assertThat(after.quantile(0.9) / after.median()).isCloseTo(after.median() / after.quantile(0.1), within(1e-12));
    }

    @Test
    void refusesToGoBackAndPricesBelowZero() {
        KalmanFilter filter = filter();
        filter.advance(1);

        assertThatThrownBy(() -> filter.advance(0.5)).hasMessageContaining("0.5");
        assertThatThrownBy(() -> new Day(0, new double[1], new double[] {-2.0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-2.0");
    }
}
