package io.hourglass.pricing.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table and of the report.
 *
 * @param rate operations a second, the median of the rounds
 * @param ratioTo the rival, in a line of ours beside it; null in a rival's own line
 * @param ratio of our rate to the rival's, the median over rounds of the two taken in turn
 * @param goal in words; null where there is none
 * @param p50 milliseconds an operation takes, the median of the rounds
 * @param p99 of the slowest round but one in a hundred
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("unit") String unit,
        @JsonProperty("rate") double rate,
        @JsonProperty("ratio_to") @Nullable String ratioTo,
        @JsonProperty("ratio") @Nullable Double ratio,
        @JsonProperty("goal") @Nullable String goal,
        @JsonProperty("met") @Nullable Boolean met,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("accuracy") List<String> accuracy) {

    /** From the nanoseconds an operation took in each round. */
    static Figure of(String scenario, double[] nanos) {
        double median = quantile(nanos, 0.5);
        double slow = quantile(nanos, 0.99);
        return new Figure(
                scenario,
                "operations a second",
                1e9 / median,
                null,
                null,
                null,
                null,
                median / 1e6,
                slow / 1e6,
                List.of());
    }

    Figure beside(String rival, double times) {
        return new Figure(scenario, unit, rate, rival, times, goal, met, p50, p99, accuracy);
    }

    Figure judged(String words, boolean reached, List<String> exact) {
        return new Figure(scenario, unit, rate, ratioTo, ratio, words, reached, p50, p99, exact);
    }

    double nanos() {
        return p50 * 1e6;
    }

    /** The least value that so large a part of all is not above. */
    static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }
}
