package io.hourglass.contracts.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table and of the report.
 *
 * @param unit of the rate
 * @param rate the median of the rounds
 * @param ratioTo the goal, in words
 * @param ratio of the rate to the goal
 * @param met whether the rate is on the goal's good side
 * @param rates of each round
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("unit") String unit,
        @JsonProperty("rate") double rate,
        @JsonProperty("ratio_to") @Nullable String ratioTo,
        @JsonProperty("ratio") @Nullable Double ratio,
        @JsonProperty("met") @Nullable Boolean met,
        @JsonProperty("p50_ms") @Nullable Double p50,
        @JsonProperty("p99_ms") @Nullable Double p99,
        @JsonProperty("rates") List<Double> rates) {

    static Figure of(String scenario, String unit, List<Double> rates) {
        List<Double> rounded = rates.stream().map(rate -> round(rate, 10)).toList();
        return new Figure(scenario, unit, round(median(rates), 10), null, null, null, null, null, rounded);
    }

    /** Beside a goal that it must reach. */
    Figure atLeast(double goal) {
        return beside("goal: at least ", goal, rate >= goal);
    }

    /** Beside its goal, which is reached only where hardly anybody waits for longer. */
    Figure within(long p99Millis) {
        boolean soon = p99 != null && p99 <= p99Millis;
        return new Figure(
                scenario,
                unit,
                rate,
                ratioTo + ", p99 at most " + p99Millis + " ms",
                ratio,
                Boolean.TRUE.equals(met) && soon,
                p50,
                p99,
                rates);
    }

    /** Beside a goal that it must not exceed. */
    Figure atMost(double goal) {
        return beside("goal: at most ", goal, rate <= goal);
    }

    /** Beside a rival that it must be so many times as fast as. */
    Figure timesAsFastAs(String rival, double times, double goal) {
        return new Figure(
                scenario, unit, rate, "goal: × " + rival, round(times, 1_000), times >= goal, p50, p99, rates);
    }

    Figure withLatencies(double p50Millis, double p99Millis) {
        return new Figure(
                scenario, unit, rate, ratioTo, ratio, met, round(p50Millis, 10_000), round(p99Millis, 10_000), rates);
    }

    private Figure beside(String words, double goal, boolean reached) {
        return new Figure(
                scenario, unit, rate, words + Math.round(goal), round(rate / goal, 1_000), reached, p50, p99, rates);
    }

    private static double median(List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double round(double figure, int parts) {
        return (double) Math.round(figure * parts) / parts;
    }
}
