package io.hourglass.pricing.model;

import io.hourglass.pricing.model.Panel.Day;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;

/**
 * What a panel of prices says of the two factors, day after day, and how likely it is.
 *
 * <p>Each quote is ln F(T) of the model with an independent normal error. A day's quotes are taken one
 * by one, which for independent errors gives the same as taking them together and inverts nothing; an
 * error of 0 is allowed. The prior holds at the first day. Sources: Schwartz and Smith 2000, section
 * 3.2; Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., section 6.4.
 */
public final class KalmanFilter {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final SchwartzSmith model;
    private final Launches launches;
    private final double[] errors;
    private double time = Double.NaN;
    private double level;
    private double deviation;
    private double varianceOfLevel;
    private double both;
    private double varianceOfDeviation;

    /**
     * @param errors standard deviation of each column's error, in log price
     * @param prior the state expected on the first day
     * @param spread how unsure that is
     */
    public KalmanFilter(SchwartzSmith model, Launches launches, double[] errors, State prior, Covariance spread) {
        this.model = model;
        this.launches = launches;
        this.errors = errors.clone();
        level = prior.level();
        deviation = prior.deviation();
        varianceOfLevel = spread.level();
        both = spread.both();
        varianceOfDeviation = spread.deviation();
    }

    /** The log-likelihood of a whole panel. */
    public double observe(Panel panel) {
        if (panel.columns() != errors.length) {
            throw new IllegalArgumentException(errors.length + " errors for " + panel.columns() + " columns");
        }
        double logLikelihood = 0;
        for (Day day : panel.days()) {
            logLikelihood += observe(day);
        }
        return logLikelihood;
    }

    /** Takes in a day, and gives its log-likelihood given all days before. */
    public double observe(Day day) {
        advance(day.time());
        double logLikelihood = 0;
        for (int i = 0; i < errors.length; i++) {
            double price = day.prices()[i];
            if (!Double.isNaN(price)) {
                logLikelihood += update(day.years()[i], Math.log(price), errors[i] * errors[i]);
            }
        }
        return logLikelihood;
    }

    /** Lets time pass without a quote; to before now, it refuses. */
    public void advance(double to) {
        if (to < time) {
            throw new IllegalArgumentException("the filter is at " + time + " and cannot go back to " + to);
        }
        if (!Double.isNaN(time)) {
            double years = to - time;
            double left = model.loading(years);
            Covariance moved = model.covariance(years);
            level += model.drift() * years + launches.between(time, to);
            deviation *= left;
            varianceOfLevel += moved.level();
            both = left * both + moved.both();
            varianceOfDeviation = left * left * varianceOfDeviation + moved.deviation();
        }
        time = to;
    }

    private double update(double years, double logPrice, double errorVariance) {
        double loading = model.loading(years);
        double ofLevel = varianceOfLevel + loading * both;
        double ofDeviation = both + loading * varianceOfDeviation;
        double variance = ofLevel + loading * ofDeviation + errorVariance;
        if (!(variance > 0)) {
            throw new IllegalArgumentException("a quote that is certain before it is seen cannot be observed");
        }
        double expected = level + loading * deviation + model.constant(years) + launches.between(time, time + years);
        double surprise = logPrice - expected;
        double gain = 1 / variance;
        level += ofLevel * gain * surprise;
        deviation += ofDeviation * gain * surprise;
        varianceOfLevel -= ofLevel * gain * ofLevel;
        both -= ofLevel * gain * ofDeviation;
        varianceOfDeviation -= ofDeviation * gain * ofDeviation;
        return -0.5 * (LOG_TWO_PI + Math.log(variance) + surprise * surprise * gain);
    }

    /** The state expected given all quotes so far. */
    public State state() {
        return new State(level, deviation);
    }

    /** How unsure the state is. */
    public Covariance covariance() {
        return new Covariance(varianceOfLevel, both, varianceOfDeviation);
    }

    /** The spot price so many years on, launches included. */
    public Forecast forecast(double years) {
        State expected = model.expected(state(), years);
        double left = model.loading(years);
        Covariance moved = model.covariance(years);
        double variance = varianceOfLevel
                + 2 * left * both
                + left * left * varianceOfDeviation
                + moved.level()
                + 2 * moved.both()
                + moved.deviation();
        double mean = expected.level() + expected.deviation() + launches.between(time, time + years);
        return new Forecast(mean, variance);
    }
}
