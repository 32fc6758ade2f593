package io.hourglass.ledger.book.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Runs scenarios in turn, round after round: what a noisy machine does to one it does to its
 * neighbours too, so ratios hold where rates wander.
 */
final class Rounds {
    /** Of a service that has just started the code is not compiled yet. */
    private static final int WARM_UP_SECONDS = 5;

    private final Server server;
    private final Options options;

    Rounds(Server server, Options options) {
        this.server = server;
        this.options = options;
    }

    /**
     * Every scenario's figures by its name; a warm-up of each goes first and is not among them. One that
     * is listed more than once is run as often in each round.
     */
    Map<String, Series> run(List<Scenario> scenarios) throws Exception {
        Map<String, Series> series = new LinkedHashMap<>();
        server.checkpoint();
        for (Scenario scenario : scenarios) {
            if (series.put(scenario.name(), new Series(scenario)) == null) {
                report("warm-up", scenario, scenario.work().run(WARM_UP_SECONDS));
            }
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Scenario scenario : scenarios) {
                Series one = Objects.requireNonNull(series.get(scenario.name()));
                long before = server.wal();
                Run run = scenario.work().run(options.seconds());
                one.add(run, server.wal() - before);
                report("round " + round + " of " + options.rounds(), scenario, run);
            }
        }
        return series;
    }

    private static void report(String when, Scenario scenario, Run run) {
        String line = String.format(
                Locale.ROOT,
                "%s: %-32s %,10.0f a second, p50 %.2f ms, p99 %.2f ms",
                when,
                scenario.name(),
                run.rate(),
                run.latencies().millis(50),
                run.latencies().millis(99));
        System.err.println(line);
    }
}
