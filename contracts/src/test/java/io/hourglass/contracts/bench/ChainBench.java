package io.hourglass.contracts.bench;

import io.hourglass.contracts.TickingChain;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Trial;
import io.hourglass.ledger.book.bench.Arguments;
import io.hourglass.ledger.book.bench.Server;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.reconcile.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code scripts/bench chain}: measures settlement from the signed order to the final posting, and the mirror. */
final class ChainBench {
    private static final int PEOPLE = 40;
    private static final int CONNECTIONS = 16;
    private static final long EVENTS = 100_000;
    private static final int TRANSACTIONS_A_SECOND = 500;
    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration LEAD_IN = Duration.ofSeconds(15);

    /** Trades a second the signed orders suffice for. */
    private static final int TRADES_MOST = 900;

    private final Options options;
    private final Server server;
    private final Path contracts;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private ChainBench(Options options, Server server, Path contracts) {
        this.options = options;
        this.server = server;
        this.contracts = contracts;
    }

    /** Exits with 2 if misused, and with 1 if anything was lost, out of balance or not as on chain. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (Arguments.Misused e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        Path home = Path.of(System.getProperty("hourglass.home", ".")).toAbsolutePath();
        say("starting PostgreSQL with durable settings ...");
        try (Server server = Server.start(home.resolve("target"))) {
            System.exit(new ChainBench(options, server, home.resolve("contracts")).run() ? 0 : 1);
        }
    }

    private boolean run() throws Exception {
        measureGas();
        Path folder = Files.createDirectories(server.scratch().resolve("chain"));
        try (Database database = server.database("town", CONNECTIONS);
                TickingChain node = TickingChain.start(folder)) {
            say("bringing " + PEOPLE + " people with dollars and hours to a new chain ...");
            try (Town town = Town.build(node, database, PEOPLE)) {
                node.tick(BLOCK);
                measureEndToEnd(town);
                measureMirror(town);
            }
        }
        System.out.print(Figures.table(figures, 0));
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("rounds", options.rounds());
        asked.put("seconds", options.seconds());
        Figures.write(options.report(), server, asked, figures, faults);
        faults.forEach(fault -> System.err.println("WRONG: " + fault));
        say("report: " + options.report());
        return faults.isEmpty();
    }

    private void measureGas() throws IOException, InterruptedException {
        say("gas ...");
        Path folder = Files.createDirectories(server.scratch().resolve("gas"));
        Gas.measure(contracts, folder).forEach((name, gas) -> {
            double trades = Double.parseDouble(name.replaceAll("[^0-9]", ""));
            Figure figure = Figure.of(name, "gas a trade", List.of(gas / trades));
            figures.add(
                    switch (name) {
                        case "batch of 200 trades" -> figure.atMost(46_000);
                        case "cycle of 1000 trades" -> figure.atMost(1_500);
                        default -> figure;
                    });
        });
    }

    private void measureEndToEnd(Town town) {
        List<Double> rates = new ArrayList<>();
        List<Duration> latencies = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            say("end to end, round " + round + " of " + options.rounds() + " ...");
            EndToEnd load = new EndToEnd(town, LEAD_IN);
            load.sign((int) (TRADES_MOST * (LEAD_IN.toSeconds() + options.seconds()) / 100));
            EndToEnd.Measured measured = load.run(Duration.ofSeconds(options.seconds()));
            say(String.format(Locale.ROOT, "  %.0f trades a second", measured.rate()));
            rates.add(measured.rate());
            latencies.addAll(measured.latencies());
        }
        latencies.sort(null);
        figures.add(Figure.of("trades, signed order to final posting, 1 s a block", "trades a second", rates)
                .atLeast(400)
                .withLatencies(percentile(latencies, 50), percentile(latencies, 99)));
        check(town);
    }

    private static double percentile(List<Duration> sorted, int percent) {
        return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1))
                        .toNanos()
                / 1e6;
    }

    /** Whether books, mirror and chain agree on what was settled. */
    private void check(Town town) {
        Report report = town.database.decide(town.reconciler::run).orThrow();
        report.breaks().forEach(broken -> faults.add("a break: " + broken));
        for (Trial trial : town.database.inTx(town.journal::trialBalance)) {
            if (!trial.balances()) {
                faults.add("the trial balance is not zero: " + trial);
            }
        }
        long left = town.database.inTx(
                tx -> tx.first("select count(*) from hourglass.trade where state <> 'FINAL'", row -> row.getLong(1))
                        .orElseThrow());
        if (left > 0) {
            faults.add(left + " trades are not final");
        }
    }

    private void measureMirror(Town town) throws SQLException {
        History history = new History(town);
        say("bringing " + EVENTS + " events onto the chain ...");
        history.grow(
                town.database.inTx(tx -> tx.first("select count(*) from hourglass.chain_event", row -> row.getLong(1))
                        .orElseThrow()),
                EVENTS);
        List<Address> holders = history.holders(TRANSACTIONS_A_SECOND * options.seconds());
        List<Double> backfills = new ArrayList<>();
        List<Long> lags = new ArrayList<>();
        List<Double> comparisons = new ArrayList<>();
        // round 0 is not counted: a mirror that has run for a while has its code compiled
        for (int round = 0; round <= options.rounds(); round++) {
            try (Database database = server.database("follower_" + round, CONNECTIONS)) {
                server.checkpoint();
                Following following = new Following(town, database);
                say("backfill, round " + round + " of " + options.rounds() + " ...");
                double rate = following.backfill();
                say("  " + following.events() + " events, " + Math.round(rate) + " a second");
                if (round > 0) {
                    backfills.add(rate);
                }
                if (round == options.rounds()) {
                    say("following " + TRANSACTIONS_A_SECOND + " transactions a second ...");
                    lags.addAll(following.follow(holders, TRANSACTIONS_A_SECOND));
                    for (int again = 1; again <= options.rounds(); again++) {
                        comparisons.add(following.compare());
                    }
                }
            }
        }
        figures.add(Figure.of("backfill of " + EVENTS + " events", "events a second", backfills)
                .atLeast(20_000));
        lags.sort(null);
        figures.add(Figure.of(
                        "mirror's lag at " + TRANSACTIONS_A_SECOND + " transactions a second, the worst",
                        "blocks",
                        List.of((double) lags.getLast()))
                .atMost(2));
        figures.add(Figure.of("balances compared with the chain", "balances a second", comparisons)
                .atLeast(15_000));
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
