package io.hourglass.pricing.bench;

import io.hourglass.pricing.model.KalmanFilter;
import io.hourglass.pricing.model.Launches;
import io.hourglass.pricing.model.Panel;
import io.hourglass.pricing.model.Simulated;

/** How likely a panel of five years of weekly quotes is under the two-factor model. */
final class FilterLikelihood implements Scenario {
    private static final double[] DELIVERIES = {1 / 12.0, 5 / 12.0, 9 / 12.0, 13 / 12.0, 17 / 12.0};
    private static final double[] ERRORS = {0.042, 0.006, 0.003, 0.001, 0.004};

    private final Panel panel = Simulated.panel(Simulated.MODEL, Launches.NONE, DELIVERIES, 0.01, 268, 11);

    @Override
    public String name() {
        return "Kalman log-likelihood, 268 × 5";
    }

    @Override
    public int operations() {
        return 1;
    }

    @Override
    public double run() {
        return new KalmanFilter(Simulated.MODEL, Launches.NONE, ERRORS, Simulated.PRIOR, Simulated.SPREAD)
                .observe(panel);
    }

    @Override
    public Goal goal() {
        return Goal.within(500_000);
    }
}
