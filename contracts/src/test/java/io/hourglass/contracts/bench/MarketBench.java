package io.hourglass.contracts.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.contracts.market.FuturesFloor;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Trial;
import io.hourglass.ledger.book.bench.Arguments;
import io.hourglass.ledger.book.bench.Server;
import io.hourglass.ledger.market.matching.bench.MatchingAlone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code scripts/bench market}: orders a second through matching alone, until they are durable, and over HTTP. */
final class MarketBench {
    private static final String USAGE = """
            usage: scripts/bench market --report FILE [--rounds N] [--seconds S]
              --report FILE  where the figures go, as JSON
              --rounds N     how often each rate is measured, 11 (alone) and 3 (durable) unless told
              --seconds S    how long a durable round is, 10 unless told""";

    private static final int COMMANDS = 1_000_000;
    private static final int PEOPLE = 100;
    private static final int CALLERS = 105;

    /** So few that a set is small, and each order's wait short; and so many that the largest sets are made. */
    private static final int FEW = 24;

    private static final int MANY = 600;

    private static final int CONNECTIONS = 16;

    /** Orders a second the signed ones suffice for. */
    private static final int ORDERS_MOST = 16_000;

    private static final int FUTURES_MOST = 6_000;

    private final Path report;
    private final int rounds;
    private final int durableRounds;
    private final int seconds;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private MarketBench(Arguments arguments) throws Arguments.Misused {
        report = arguments.report();
        rounds = (int) arguments.number("--rounds", 11, 99);
        durableRounds = (int) arguments.number("--rounds", 3, 99);
        seconds = (int) arguments.number("--seconds", 10, 600);
    }

    /** Exits with 2 if misused, and with 1 if anything was lost or out of balance. */
    public static void main(String[] written) throws Exception {
        MarketBench bench;
        try {
            bench = new MarketBench(new Arguments(Set.of("--report", "--rounds", "--seconds"), Set.of(), written));
        } catch (Arguments.Misused e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        System.exit(bench.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        measureAlone();
        Path home = Path.of(System.getProperty("hourglass.home", ".")).toAbsolutePath();
        say("starting PostgreSQL with durable settings ...");
        try (Server server = Server.start(home.resolve("target"))) {
            measureDurable(server, false, CALLERS, "durable orders, whose signatures are not looked at");
            measureDurable(server, true, CALLERS, "durable orders, signatures checked");
            measureDurable(server, true, FEW, "durable orders of " + FEW + " callers, signatures checked");
            measureDurable(server, true, MANY, "durable orders of " + MANY + " callers, signatures checked");
            measureFutures(server);
            addHttp();
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("callers", CALLERS);
            asked.put("seconds", seconds);
            Figures.write(report, server, asked, figures, faults);
        }
        System.out.print(Figures.table(figures, 4));
        faults.forEach(fault -> System.err.println("WRONG: " + fault));
        say("report: " + report);
        return faults.isEmpty();
    }

    private void measureAlone() {
        say("matching alone, beside exchange-core ...");
        MatchingAlone.Result result = new MatchingAlone(COMMANDS).run(rounds);
        figures.add(Figure.of("matching alone", "commands a second", result.ours())
                .timesAsFastAs("exchange-core 0.5.3's book", result.ratio(), 1)
                .withLatencies(result.p50Nanos() / 1e6, result.p99Nanos() / 1e6));
        figures.add(Figure.of("exchange-core 0.5.3's book alone", "commands a second", result.theirs()));
    }

    private void measureDurable(Server server, boolean signatures, int callers, String scenario) throws Exception {
        String name = (signatures ? "signed" : "trusted") + callers;
        try (Database database = server.database(name, CONNECTIONS);
                Exchange exchange = new Exchange(database, PEOPLE, signatures)) {
            DurableOrders load = new DurableOrders(exchange.market, exchange::order, callers);
            Durable durable = new Durable(scenario);
            // round 0 is not counted: code is compiled in it
            for (int round = 0; round <= durableRounds; round++) {
                durable.measure(server, load, ORDERS_MOST, round);
            }
            figures.add(durable.figure().atLeast(10_000).within(20));
            check(exchange);
        }
    }

    /** Each round on books of its own: nothing settles here, and what is on its way counts with every order. */
    private void measureFutures(Server server) throws Exception {
        Durable durable = new Durable("durable orders for futures, margin and signatures checked");
        for (int round = 0; round <= durableRounds; round++) {
            try (FuturesFloor floor = new FuturesFloor(server.database("futures" + round, CONNECTIONS), PEOPLE)) {
                durable.measure(server, new DurableOrders(floor.market(), floor::order, CALLERS), FUTURES_MOST, round);
            }
        }
        figures.add(durable.figure());
    }

    /** A scenario's rounds. */
    private final class Durable {
        private final String scenario;
        private final List<Double> rates = new ArrayList<>();
        private final List<Long> latencies = new ArrayList<>();

        Durable(String scenario) {
            this.scenario = scenario;
        }

        void measure(Server server, DurableOrders load, int most, int round) throws Exception {
            say(scenario + ", signing ...");
            Duration time = Duration.ofSeconds(seconds);
            var orders = load.signed(most, time, round);
            server.checkpoint();
            DurableOrders.Measured measured = load.run(orders, time);
            say(String.format(
                    Locale.ROOT,
                    "  round %d of %d: %.0f orders a second, p99 %.1f ms",
                    round,
                    durableRounds,
                    measured.rate(),
                    percentile(measured.latencies(), 99)));
            if (round > 0) {
                rates.add(measured.rate());
                latencies.addAll(measured.latencies());
            }
        }

        Figure figure() {
            latencies.sort(null);
            return Figure.of(scenario, "orders a second", rates)
                    .withLatencies(percentile(latencies, 50), percentile(latencies, 99));
        }
    }

    /** The service is the api's, and was measured there before; the script says where the figures are. */
    private void addHttp() throws IOException {
        String measured = System.getProperty("hourglass.bench.http");
        if (measured == null) {
            return;
        }
        JsonNode http = new ObjectMapper().readTree(Path.of(measured).toFile());
        List<Double> rates = new ArrayList<>();
        http.path("rates").forEach(rate -> rates.add(rate.asDouble()));
        figures.add(Figure.of("orders over HTTP, end to end, signatures checked", "orders a second", rates)
                .atLeast(2_000)
                .withLatencies(
                        http.path("p50_ms").asDouble(), http.path("p99_ms").asDouble()));
    }

    private void check(Exchange exchange) {
        for (Trial trial : exchange.database.inTx(exchange.journal::trialBalance)) {
            if (!trial.balances()) {
                faults.add("the trial balance is not zero: " + trial);
            }
        }
    }

    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1)) / 1e6;
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
