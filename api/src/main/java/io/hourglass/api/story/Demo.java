package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The story on a throwaway database and chain: {@code demo [--prices FILE] [--report FILE]}.
 *
 * <p>Exits 0 if every step held, 1 if one did not, 2 on a wrong call.
 */
public final class Demo {
    private static final String USAGE = "usage: scripts/demo [--prices FILE] [--report FILE]";

    private Demo() {}

    private record Options(Prices prices, Optional<Path> report) {}

    public static void main(String... arguments) throws IOException {
        PrintStream out = System.out;
        Options options;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        System.exit(play(options, out) ? 0 : 1);
    }

    private static boolean play(Options options, PrintStream out) throws IOException {
        long began = System.nanoTime();
        Script script = new Script(options.prices().lastDay());
        boolean ok;
        Figures figures;
        out.println(
                "Hourglass: the story in eight steps, on " + options.prices().name());
        try (Throwaway state = Throwaway.create("hourglass-demo-");
                Hourglass hourglass =
                        Hourglass.start(Settings.embedded(state.path()).beginning(script.begins()))) {
            out.printf("PostgreSQL, chain and contracts are up after %.1f s%n", seconds(began));
            Story story = new Story(hourglass, options.prices(), bundles());
            figures = story.figures();
            ok = story.tell(out::println);
            Totals.of(hourglass, figures);
        }
        figures.put("ok", ok);
        figures.put("millis", (System.nanoTime() - began) / 1_000_000);
        if (options.report().isPresent()) {
            figures.writeTo(options.report().get());
            out.println("Report: " + options.report().get());
        }
        out.printf("%s after %.1f s%n", ok ? "Every step held" : "A step FAILED", seconds(began));
        return ok;
    }

    private static Options parse(String... arguments) throws IOException {
        Prices prices = Prices.sample();
        Optional<Path> report = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a file");
            }
            Path file = Path.of(arguments[i + 1]);
            switch (arguments[i]) {
                case "--prices" -> prices = Prices.of(file);
                case "--report" -> report = Optional.of(file);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(prices, report);
    }

    /** Beside the state of {@code scripts/start}, which is ignored by version control; it outlives the demo. */
    private static Path bundles() {
        return Path.of(System.getProperty("hourglass.home", ""), ".hourglass", "bundles")
                .toAbsolutePath();
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
