package io.hourglass.ledger.book.bench;

import java.util.ArrayList;
import java.util.List;

/** A scenario's runs, one a round, and what they come to. */
final class Series {
    private final Scenario scenario;
    private final List<Double> rates = new ArrayList<>();
    private final List<Samples> latencies = new ArrayList<>();
    private long transfers;
    private long wal;

    Series(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(Run run, long walBytes) {
        rates.add(run.rate());
        latencies.add(run.latencies());
        transfers += run.all();
        wal += walBytes;
    }

    Scenario scenario() {
        return scenario;
    }

    /** Transfers a second in each round. */
    List<Double> rates() {
        return List.copyOf(rates);
    }

    /** The median of the rounds. */
    double rate() {
        List<Double> sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Of all answers of all rounds. */
    Samples latencies() {
        return Samples.merged(latencies);
    }

    double walBytesPerTransfer() {
        return (double) wal / transfers;
    }
}
