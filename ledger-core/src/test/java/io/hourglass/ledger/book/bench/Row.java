package io.hourglass.ledger.book.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table and of the report.
 *
 * @param rate transfers a second, the median of the rounds
 * @param ratio of this median to that of the scenario it is compared to
 * @param rates of each round
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Row(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("rate") double rate,
        @JsonProperty("ratio_to") @Nullable String ratioTo,
        @JsonProperty("ratio") @Nullable Double ratio,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("wal_bytes_per_transfer") @Nullable Double wal,
        @JsonProperty("rates") List<Double> rates) {

    /** A row a series, each beside what its scenario names, which is looked up among all. */
    static List<Row> of(Map<String, Series> series, Map<String, Series> all) {
        List<Row> rows = new ArrayList<>();
        for (Series one : series.values()) {
            String against = one.scenario().against();
            rows.add(
                    against == null
                            ? of(one.scenario().name(), one, null)
                            : of(one.scenario().name(), one, find(against, all)));
        }
        return rows;
    }

    /** One series beside another than the one its scenario names. */
    static Row beside(String name, String one, String other, Map<String, Series> all) {
        return of(name + " vs " + other, find(one, all), find(other, all));
    }

    private static Row of(String name, Series one, @Nullable Series other) {
        Samples latencies = one.latencies();
        return new Row(
                name,
                round(one.rate(), 10),
                other == null ? null : other.scenario().name(),
                other == null ? null : round(one.rate() / other.rate(), 1_000),
                round(latencies.millis(50), 1_000),
                round(latencies.millis(99), 1_000),
                one.scenario().ours() ? round(one.walBytesPerTransfer(), 1) : null,
                one.rates().stream().map(rate -> round(rate, 10)).toList());
    }

    private static Series find(String name, Map<String, Series> all) {
        Series found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no scenario " + name);
        }
        return found;
    }

    private static double round(double figure, int parts) {
        return (double) Math.round(figure * parts) / parts;
    }
}
