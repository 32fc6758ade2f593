package io.hourglass.pricing.margin;

import io.hourglass.pricing.scenario.ValueChanges;

/**
 * What a portfolio loses if the launch of new hardware takes its share off every price at once, or a
 * shortage puts as much on: each instrument valued anew at both (rulebook §3).
 *
 * @param share of the price: 0.20
 */
public record LaunchStress(double share) {
    /** The rules in force. */
    public static final LaunchStress IN_FORCE = new LaunchStress(MarginRules.IN_FORCE.launchStress());

    public LaunchStress {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a stress is above 0 and below 1: " + share);
        }
    }

    /** What an instrument is worth where all prices are multiplied by a factor, dollars a unit. */
    @FunctionalInterface
    public interface Value {
        double at(int instrument, double factor);
    }

    /** What a unit of each instrument gains in the fall and in the rise. */
    public ValueChanges changes(int instruments, Value value) {
        return ValueChanges.of(
                instruments,
                2,
                (instrument, scenario) ->
                        value.at(instrument, scenario == 0 ? 1 - share : 1 + share) - value.at(instrument, 1));
    }
}
