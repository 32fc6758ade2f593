package io.hourglass.pricing.model;

import io.hourglass.pricing.model.Panel.Day;
import io.hourglass.pricing.model.SchwartzSmith.Covariance;
import io.hourglass.pricing.model.SchwartzSmith.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Panels drawn from a model that is known. */
public final class Simulated {
    public static final double WEEK = 7.0 / 365;
    public static final State PRIOR = new State(Math.log(2.4), 0);
    public static final Covariance SPREAD = new Covariance(0.05, 0, 0.05);

    /** Prices like those of GPU-hours: they fall, and what moves them fades in half a year. */
    public static final SchwartzSmith MODEL = new SchwartzSmith(-0.15, -0.2, 0.1, 1.5, 0.2, 0.45, 0.3);

    private Simulated() {}

    /** Weekly quotes of deliveries so many years ahead, with the same error each. */
    public static Panel panel(
            SchwartzSmith model, Launches launches, double[] years, double error, int days, long seed) {
        Random random = new Random(seed);
        Covariance week = model.covariance(WEEK);
        double root = Math.sqrt(week.level());
        double shared = week.both() / root;
        double own = Math.sqrt(week.deviation() - shared * shared);
        double level = PRIOR.level();
        double deviation = 0;
        List<Day> panel = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            double time = day * WEEK;
            if (day > 0) {
                double first = random.nextGaussian();
                level += model.drift() * WEEK + root * first + launches.between(time - WEEK, time);
                deviation = model.loading(WEEK) * deviation + shared * first + own * random.nextGaussian();
            }
            double[] prices = new double[years.length];
            for (int i = 0; i < years.length; i++) {
                double steps = launches.between(time, time + years[i]);
                prices[i] = model.futures(new State(level + steps, deviation), years[i])
                        * Math.exp(error * random.nextGaussian());
            }
            panel.add(new Day(time, years, prices));
        }
        return new Panel(panel);
    }
}
