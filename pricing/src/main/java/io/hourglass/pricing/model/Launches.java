package io.hourglass.pricing.model;

import java.util.List;

/**
 * Launches of new hardware: on days known ahead, the level of what they replace steps down.
 *
 * <p>Everyone knows the days, so a future that delivers after a launch already holds the step; the
 * price today does not. Of the rulebook's −0.22 (§3), two launches to come take 36 % off a future.
 *
 * @param times of the launches, on the panel's clock, in years, rising
 * @param step by which the log price moves at each; negative for a fall
 */
public record Launches(List<Double> times, double step) {
    public static final Launches NONE = new Launches(List.of(), 0);

    public Launches {
        times = List.copyOf(times);
        for (int i = 1; i < times.size(); i++) {
            if (!(times.get(i) > times.get(i - 1))) {
                throw new IllegalArgumentException("launches must rise: " + times);
            }
        }
    }

    /** The steps in (from, to]. */
    public double between(double from, double to) {
        double sum = 0;
        for (double time : times) {
            if (time > from && time <= to) {
                sum += step;
            }
        }
        return sum;
    }

    Launches withStep(double other) {
        return new Launches(times, other);
    }
}
