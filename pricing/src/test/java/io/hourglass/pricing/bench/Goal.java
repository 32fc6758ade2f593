package io.hourglass.pricing.bench;

import java.util.Locale;
import java.util.Map;

/**
 * What a scenario must reach: one of the two is enough unless both are asked.
 *
 * @param both whether the time and the ratio must be reached
 * @param nanosMost a time an operation may take; infinite where only the ratio counts
 * @param ratios for rivals by name, how many times as fast; empty where only the time counts
 */
record Goal(boolean both, double nanosMost, Map<String, Double> ratios) {

    static Goal within(double nanosMost) {
        return new Goal(false, nanosMost, Map.of());
    }

    static Goal timesAsFastAs(String rival, double ratio) {
        return new Goal(false, Double.POSITIVE_INFINITY, Map.of(rival, ratio));
    }

    Goal orTimesAsFastAs(String rival, double ratio) {
        return new Goal(false, nanosMost, Map.of(rival, ratio));
    }

    Goal andTimesAsFastAs(String rival, double ratio) {
        return new Goal(true, nanosMost, Map.of(rival, ratio));
    }

    private boolean timed() {
        return nanosMost < Double.POSITIVE_INFINITY;
    }

    boolean met(double nanos, Map<String, Double> reached) {
        boolean inTime = timed() && nanos <= nanosMost;
        boolean ahead = ratios.entrySet().stream()
                .anyMatch(goal -> reached.getOrDefault(goal.getKey(), 0.0) >= goal.getValue());
        return both ? inTime && ahead : inTime || ahead;
    }

    /** In words, for the table. */
    String words() {
        StringBuilder words = new StringBuilder();
        if (timed()) {
            words.append(String.format(Locale.ROOT, "at most %,.0f ns", nanosMost));
        }
        ratios.forEach((rival, ratio) -> words.append(words.isEmpty() ? "" : both ? " and " : " or ")
                .append(String.format(Locale.ROOT, "%.1f × %s", ratio, rival)));
        return words.toString();
    }
}
