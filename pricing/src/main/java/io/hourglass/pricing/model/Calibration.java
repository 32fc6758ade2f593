package io.hourglass.pricing.model;

import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The parameters under which a panel is likeliest, and how sure that leaves them.
 *
 * <p>Maximum likelihood by the {@linkplain KalmanFilter filter}; standard errors from the observed
 * information, the curvature of the log-likelihood at its top (Schwartz and Smith 2000, section 3.3). Not
 * all parameters show in all panels: spot prices alone say nothing of μ* and λ, and only those set free
 * are sought, the others stay where they start.
 */
public final class Calibration {
    /** An error under this is taken for none: a ten-thousandth of the price. */
    private static final double LEAST_ERROR = 1e-4;

    private final Panel panel;
    private final State prior;
    private final Covariance spread;
    private final List<Parameter> free;

    /**
     * @param prior the state expected on the first day
     * @param spread how unsure that is
     * @param free the parameters sought
     */
    public Calibration(Panel panel, State prior, Covariance spread, Set<Parameter> free) {
        this.panel = panel;
        this.prior = prior;
        this.spread = spread;
        this.free = List.copyOf(EnumSet.copyOf(free));
    }

    /**
     * A model with all that goes with it.
     *
     * @param errors standard deviation of each column's error
     */
    @SuppressWarnings("ArrayRecordComponent") // columns in the panel's order
    public record Fit(SchwartzSmith model, Launches launches, double[] errors) {

        /** A filter that has seen nothing. */
        public KalmanFilter filter(State prior, Covariance spread) {
            return new KalmanFilter(model, launches, errors, prior, spread);
        }
    }

    /**
     * A free parameter as it was found.
     *
     * @param name the parameter's, with the column for an error
     * @param standardError NaN where the panel does not determine the parameters together
     */
    public record Estimate(String name, double value, double standardError) {}

    /** What a calibration found. */
    public record Result(Fit fit, double logLikelihood, List<Estimate> estimates) {}

    /** Climbs from {@code start} to the nearest top of the likelihood. */
    public Result from(Fit start) {
        double[] top = Minimum.of(free -> -logLikelihood(at(start, free)), freed(start));
        Fit fit = at(start, top);
        double[] errors = standardErrors(Minimum.curvature(free -> -logLikelihood(at(start, free)), top));
        List<Estimate> estimates = new ArrayList<>();
        for (Parameter parameter : free) {
            double[] values = values(fit, parameter);
            for (int column = 0; column < values.length; column++) {
                String name = values.length == 1 ? parameter.name() : parameter + " " + column;
                double error = errors[estimates.size()] * Math.abs(parameter.scale.slope(values[column]));
                estimates.add(new Estimate(name, values[column], error));
            }
        }
        return new Result(fit, logLikelihood(fit), estimates);
    }

    /** How likely the panel is under a model. */
    public double logLikelihood(Fit fit) {
        return fit.filter(prior, spread).observe(panel);
    }

    private double[] freed(Fit fit) {
        return free.stream()
                .flatMapToDouble(
                        parameter -> Arrays.stream(values(fit, parameter)).map(parameter.scale::free))
                .toArray();
    }

    private static double[] values(Fit fit, Parameter parameter) {
        SchwartzSmith model = fit.model;
        return switch (parameter) {
            case DRIFT -> new double[] {model.drift()};
            case RISK_NEUTRAL_DRIFT -> new double[] {model.riskNeutralDrift()};
            case PREMIUM -> new double[] {model.premium()};
            case REVERSION -> new double[] {model.reversion()};
            case LEVEL_VOLATILITY -> new double[] {model.levelVolatility()};
            case DEVIATION_VOLATILITY -> new double[] {model.deviationVolatility()};
            case CORRELATION -> new double[] {model.correlation()};
            case LAUNCH_STEP -> new double[] {fit.launches.step()};
            case ERRORS -> fit.errors;
        };
    }

    private Fit at(Fit start, double[] numbers) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        double[] errors = start.errors.clone();
        int next = 0;
        for (Parameter parameter : free) {
            if (parameter == Parameter.ERRORS) {
                for (int column = 0; column < errors.length; column++) {
                    errors[column] = Math.max(LEAST_ERROR, parameter.scale.value(numbers[next++]));
                }
            } else {
                values.put(parameter, parameter.scale.value(numbers[next++]));
            }
        }
        ToDoubleFunction<Parameter> value = parameter -> values.getOrDefault(parameter, values(start, parameter)[0]);
        SchwartzSmith model = new SchwartzSmith(
                value.applyAsDouble(Parameter.DRIFT),
                value.applyAsDouble(Parameter.RISK_NEUTRAL_DRIFT),
                value.applyAsDouble(Parameter.PREMIUM),
                value.applyAsDouble(Parameter.REVERSION),
                value.applyAsDouble(Parameter.LEVEL_VOLATILITY),
                value.applyAsDouble(Parameter.DEVIATION_VOLATILITY),
                value.applyAsDouble(Parameter.CORRELATION));
        Launches launches = start.launches.withStep(value.applyAsDouble(Parameter.LAUNCH_STEP));
        return new Fit(model, launches, errors);
    }

    /** The roots of the inverse's diagonal, by Cholesky's factor; NaN if the matrix has none. */
    private static double[] standardErrors(double[][] information) {
        int n = information.length;
        double[][] root = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = information[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= root[i][k] * root[j][k];
                }
                root[i][j] = i == j ? Math.sqrt(sum) : sum / root[j][j];
            }
        }
        double[] errors = new double[n];
        for (int column = 0; column < n; column++) {
            // the column of the factor's inverse; the sum of its squares is the diagonal of the inverse
            double[] solved = new double[n];
            double squares = 0;
            for (int i = column; i < n; i++) {
                double sum = i == column ? 1 : 0;
                for (int k = column; k < i; k++) {
                    sum -= root[i][k] * solved[k];
                }
                solved[i] = sum / root[i][i];
                squares += solved[i] * solved[i];
            }
            errors[column] = Math.sqrt(squares);
        }
        return errors;
    }
}
