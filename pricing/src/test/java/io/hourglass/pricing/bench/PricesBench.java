package io.hourglass.pricing.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.pricing.bench.Scenario.Rival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** {@code scripts/bench prices}: times every scenario in turn with its rivals, and holds it to its goal. */
final class PricesBench {
    private static final String USAGE = """
            usage: scripts/bench prices --report FILE [--rounds N]
              --report FILE  where the figures go, as JSON
              --rounds N     how often each is timed, 31 unless told""";
    private static final long TURN_NANOS = 10_000_000;
    private static final int WARM_UPS = 30;

    /** A line each. */
    private static final List<Scenario> SCENARIOS = List.of(
            new SheetPremiums(),
            new SinglePremium(),
            new SingleValue(),
            new MonthAverage(),
            new FilterLikelihood(),
            new CurveCase(0),
            new CurveCase(0.02),
            new ScenarioCase(),
            new SpanCase(),
            new FixingCase());

    private double checksum;

    /** One who takes a turn: ours or a rival. */
    private static final class Runner {
        final String name;
        final int operations;
        final DoubleSupplier work;
        final double[] nanos;

        Runner(String name, int operations, DoubleSupplier work, int rounds) {
            this.name = name;
            this.operations = operations;
            this.work = work;
            this.nanos = new double[rounds];
        }
    }

    /** Exits with 2 if misused, and with 1 if a goal was missed. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        String rounds = options.getOrDefault("--rounds", "31");
        boolean known = List.of("--report", "--rounds").containsAll(options.keySet());
        if (arguments.length % 2 != 0
                || !known
                || !options.containsKey("--report")
                || !rounds.matches("[1-9][0-9]{0,3}")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path report = Path.of(options.getOrDefault("--report", "")).toAbsolutePath();
        System.exit(new PricesBench().run(report, Integer.parseInt(rounds)) ? 0 : 1);
    }

    private boolean run(Path report, int rounds) throws IOException {
        List<List<Runner>> contests =
                SCENARIOS.stream().map(scenario -> runners(scenario, rounds)).toList();
        System.err.println("warming up ...");
        for (int round = -WARM_UPS; round < rounds; round++) {
            for (List<Runner> contest : contests) {
                for (Runner runner : contest) {
                    double nanos = turn(runner);
                    if (round >= 0) {
                        runner.nanos[round] = nanos;
                    }
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        boolean met = true;
        for (int i = 0; i < contests.size(); i++) {
            List<Figure> judged = figures(SCENARIOS.get(i), contests.get(i));
            figures.addAll(judged);
            met &= !Boolean.FALSE.equals(judged.getFirst().met());
        }
        figures.forEach(PricesBench::print);
        write(report, rounds, figures);
        System.err.println("report: " + report);
        return met;
    }

    private static List<Runner> runners(Scenario scenario, int rounds) {
        List<Runner> runners = new ArrayList<>();
        runners.add(new Runner(scenario.name(), scenario.operations(), scenario::run, rounds));
        for (Rival rival : scenario.rivals()) {
            runners.add(new Runner(rival.name(), rival.operations(), rival.run(), rounds));
        }
        return runners;
    }

    /** Nanoseconds an operation. */
    private double turn(Runner runner) {
        long start = System.nanoTime();
        long end;
        int runs = 0;
        do {
            checksum += runner.work.getAsDouble();
            runs++;
            end = System.nanoTime();
        } while (end - start < TURN_NANOS);
        return (double) (end - start) / runs / runner.operations;
    }

    /** Ours first, beside its first rival and held to its goal; then every rival's. */
    private static List<Figure> figures(Scenario scenario, List<Runner> contest) {
        Runner ours = contest.getFirst();
        Figure figure = Figure.of(ours.name, ours.nanos);
        List<Figure> figures = new ArrayList<>();
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Runner rival : contest.subList(1, contest.size())) {
            double[] each = new double[ours.nanos.length];
            for (int i = 0; i < each.length; i++) {
                each[i] = rival.nanos[i] / ours.nanos[i];
            }
            ratios.put(rival.name, Figure.quantile(each, 0.5));
            figures.add(Figure.of(rival.name, rival.nanos));
        }
        for (Map.Entry<String, Double> ratio : ratios.entrySet()) {
            figures.add(figure.beside(ratio.getKey(), ratio.getValue()));
        }
        if (ratios.isEmpty()) {
            figures.add(figure);
        }
        Goal goal = scenario.goal();
        boolean met = goal.met(figure.nanos(), ratios);
        int first = figures.size() - Math.max(1, ratios.size());
        figures.addFirst(figures.remove(first).judged(goal.words(), met, scenario.accuracy()));
        return figures;
    }

    private static void print(Figure figure) {
        String ratio = figure.ratio() == null
                ? ""
                : String.format(Locale.ROOT, "%6.2f × %s", figure.ratio(), figure.ratioTo());
        String verdict = figure.met() == null ? "" : (figure.met() ? "met: " : "MISSED: ") + figure.goal();
        System.out.println(String.format(
                        Locale.ROOT, "%-52s %,14.1f ns  %-52s %s", figure.scenario(), figure.nanos(), ratio, verdict)
                .stripTrailing());
        figure.accuracy().forEach(line -> System.out.println("    " + line));
    }

    private void write(Path report, int rounds, List<Figure> figures) throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", machine);
        content.put("rounds", rounds);
        content.put("scenarios", figures);
        content.put("checksum", Double.toString(checksum));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(report.toFile(), content);
    }
}
