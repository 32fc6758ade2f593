package io.hourglass.pricing.reference;

import static io.hourglass.pricing.reference.OptionRows.one;

import io.hourglass.pricing.model.ExponentialSmoothing;
import io.hourglass.pricing.model.GibsonSchwartz;
import io.hourglass.pricing.model.SchwartzSmith;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import io.hourglass.pricing.reference.Row.Reproduction;
import java.util.Map;

/** Two-factor models of a price. */
final class ModelRows {
    static final Map<String, Reproduction> ROWS = Map.of(
            "SS2F-F-.*", row -> one(schwartzSmith(row).futures(state(row), row.number("T"))),
            "SS2F-COV-.*", ModelRows::covariance,
            "SES-Nile", ModelRows::smoothing,
            "SS2F-OPT-.*", ModelRows::option,
            "S97-F.*", ModelRows::gibsonSchwartzFutures,
            "S97-OPT-.*", ModelRows::gibsonSchwartzOption);

    private ModelRows() {}

    private static SchwartzSmith schwartzSmith(Row row) {
        return new SchwartzSmith(
                row.number("mu"),
                row.number("mu_rn"),
                row.number("lambda_2"),
                row.number("kappa_2"),
                row.number("sigma_1"),
                row.number("sigma_2"),
                row.number("rho_1_2"));
    }

    private static State state(Row row) {
        return new State(row.number("xi"), row.number("chi"));
    }

    private static double[] covariance(Row row) {
        Covariance covariance = schwartzSmith(row).covariance(row.number("dt"));
        return new double[] {covariance.level(), covariance.both(), covariance.deviation()};
    }

    /** Our own α; level and error at the row's, whose search stopped 1e-5 short of the least error. */
    private static double[] smoothing(Row row) {
        double alpha = ExponentialSmoothing.fit(Nile.FLOW).alpha();
        ExponentialSmoothing at = ExponentialSmoothing.of(Nile.FLOW, row.expectedNumbers()[0]);
        return new double[] {alpha, at.level(), at.squaredError()};
    }

    private static double[] option(Row row) {
        return one(schwartzSmith(row)
                .option(
                        row.type(),
                        state(row),
                        row.number("strike"),
                        row.number("optionExpiry"),
                        row.number("futuresExpiry"),
                        row.number("rate"))
                .value());
    }

    private static GibsonSchwartz gibsonSchwartz(Row row) {
        return new GibsonSchwartz(
                row.number("sigmaS"),
                row.number("kappa"),
                row.number("sigmaE"),
                row.number("rho"),
                row.number("alpha", 0),
                row.number("lamb", 0),
                row.number("rate"));
    }

    private static double[] gibsonSchwartzFutures(Row row) {
        return one(gibsonSchwartz(row).futures(row.number("spot"), row.number("delta0"), row.number("T")));
    }

    private static double[] gibsonSchwartzOption(Row row) {
        return one(gibsonSchwartz(row)
                .option(
                        row.type(),
                        row.number("futures"),
                        row.number("strike"),
                        row.number("optionExpiry"),
                        row.number("futuresExpiry"))
                .value());
    }
}
