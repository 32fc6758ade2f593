package io.hourglass.api.simulate;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Prices;
import io.hourglass.api.story.Throwaway;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A default rehearsed on a throwaway database and chain: {@code drill [--prices FILE] [--report FILE]}.
 *
 * <p>Exits 0 if the loss is covered and everything adds up to nothing, 1 if not, 2 on a wrong call.
 */
public final class Drill {
    private static final String USAGE = "usage: scripts/drill [--prices FILE] [--report FILE]";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    static final int DAYS = 5;

    private Drill() {}

    private record Options(Prices prices, Optional<Path> report) {}

    public static void main(String... arguments) throws IOException {
        Options options;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        DrillReport report = run(options.prices(), System.out);
        say(report, System.out);
        if (options.report().isPresent()) {
            report.writeTo(options.report().get());
            System.out.println("Report: " + options.report().get());
        }
        System.exit(report.holds() ? 0 : 1);
    }

    private static DrillReport run(Prices prices, PrintStream out) throws IOException {
        Window window = Window.endingWith(prices.lastDay(), DAYS);
        try (Throwaway state = Throwaway.create("hourglass-drill-");
                Hourglass hourglass = Hourglass.start(Settings.embedded(state.path())
                        .beginning(window.begins())
                        .throwaway())) {
            return new Rehearsal(new Acting(hourglass, PATIENCE), prices, window).run(out::println);
        }
    }

    private static void say(DrillReport report, PrintStream out) {
        report.calls()
                .forEach(call -> out.printf(
                        "call      %-12s %s of %s, until %s%n",
                        call.party(), call.missing(), call.day(), call.deadline()));
        out.printf("declared  %s%n", report.declared());
        report.steps().forEach(step -> out.printf("%-9s %d of %d lots%n", step.how(), step.lots(), -step.remaining()));
        report.deleveraged().forEach(one -> out.printf("closed    %-12s %+d lots%n", one.party(), one.lots()));
        out.println("who paid what, in the order of the waterfall:");
        report.waterfall()
                .forEach(line -> out.printf("  %-18s %-12s %18s%n", line.layer(), line.party(), line.amount()));
        out.printf("  %-18s %-12s %18s%n", "SUM", "", report.sum());
        out.printf("the default is %s; %s%n", report.state(), report.sums());
    }

    private static Options parse(String... arguments) throws IOException {
        Prices prices = Prices.sample();
        Optional<Path> report = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            Path file = Path.of(arguments[i + 1]);
            switch (arguments[i]) {
                case "--report" -> report = Optional.of(file);
                case "--prices" -> prices = Prices.of(file);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(prices, report);
    }
}
