package io.hourglass.pricing.model;

/** What a calibration may set free, each on a scale where any number will do. */
public enum Parameter {
    DRIFT(Scale.PLAIN),
    RISK_NEUTRAL_DRIFT(Scale.PLAIN),
    PREMIUM(Scale.PLAIN),
    REVERSION(Scale.LOG),
    LEVEL_VOLATILITY(Scale.LOG),
    DEVIATION_VOLATILITY(Scale.LOG),
    CORRELATION(Scale.HYPERBOLIC),
    LAUNCH_STEP(Scale.PLAIN),
    /** The errors of all columns, each its own. */
    ERRORS(Scale.LOG);

    final Scale scale;

    Parameter(Scale scale) {
        this.scale = scale;
    }

    /** How a parameter and the number the search moves belong together. */
    enum Scale {
        PLAIN {
            @Override
            double free(double value) {
                return value;
            }

            @Override
            double value(double free) {
                return free;
            }

            @Override
            double slope(double value) {
                return 1;
            }
        },
        LOG {
            @Override
            double free(double value) {
                return Math.log(value);
            }

            @Override
            double value(double free) {
                return Math.exp(free);
            }

            @Override
            double slope(double value) {
                return value;
            }
        },
        HYPERBOLIC {
            @Override
            double free(double value) {
                return 0.5 * Math.log((1 + value) / (1 - value));
            }

            @Override
            double value(double free) {
                return Math.tanh(free);
            }

            @Override
            double slope(double value) {
                return 1 - value * value;
            }
        };

        abstract double free(double value);

        abstract double value(double free);

        /** How the value moves per unit of the free number. */
        abstract double slope(double value);
    }
}
