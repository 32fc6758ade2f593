package io.hourglass.api.simulate;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.simulate.Simulation.TooFewPrices;
import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Prices;
import io.hourglass.api.story.Throwaway;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A simulated market on a throwaway database and chain: {@code simulate [--days N] [--accounts N]
 * [--prices FILE] [--seed N] [--report FILE]}.
 *
 * <p>Exits 0 if all sums hold and every default is covered, 1 if not, 2 on a wrong call.
 */
public final class Simulate {
    private static final String USAGE =
            "usage: scripts/simulate [--days N] [--accounts N] [--prices FILE]" + " [--seed N] [--report FILE]";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int DAYS_MAX = 1_000;
    private static final int ACCOUNTS_MIN = 4;

    /** Five hundred holders a contract, and two classes. */
    private static final int ACCOUNTS_MAX = 1_000;

    private Simulate() {}

    private record Options(int days, int accounts, Prices prices, long seed, Optional<Path> report) {}

    public static void main(String... arguments) throws IOException {
        Options options;
        Report report;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            refuse(e);
            return;
        }
        try {
            report = run(options, System.out);
        } catch (TooFewPrices e) {
            refuse(e);
            return;
        }
        say(report, System.out);
        if (options.report().isPresent()) {
            report.writeTo(options.report().get());
            System.out.println("Report: " + options.report().get());
        }
        System.exit(report.holds() ? 0 : 1);
    }

    private static void refuse(Exception why) {
        System.err.println(why.getMessage());
        System.err.println(USAGE);
        System.exit(2);
    }

    private static Report run(Options options, PrintStream out) throws IOException {
        long began = System.nanoTime();
        Window window = Window.endingWith(options.prices().lastDay(), options.days());
        out.printf(
                "%d business days from %s to %s, %d accounts, on %s, seed %d%n",
                options.days(),
                window.first(),
                window.last(),
                options.accounts(),
                options.prices().name(),
                options.seed());
        try (Throwaway state = Throwaway.create("hourglass-simulate-");
                Hourglass hourglass = Hourglass.start(Settings.embedded(state.path())
                        .beginning(window.begins())
                        .throwaway())) {
            Report report = new Simulation(
                            new Acting(hourglass, PATIENCE),
                            options.prices(),
                            window,
                            options.accounts(),
                            options.seed())
                    .run(line -> out.printf("%,6d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, line));
            out.printf("after %,d s%n", (System.nanoTime() - began) / 1_000_000_000);
            return report;
        }
    }

    private static void say(Report report, PrintStream out) {
        out.printf(
                "%d days of %s: %d gaps, %d carried%n",
                report.days(), report.classes(), report.gaps(), report.carried());
        out.printf("%,d orders, refused %s%n", report.orders(), report.refusals());
        out.printf("%s%n%s%n%s%n", report.trades(), report.marks(), report.calls());
        report.defaults().forEach(one -> {
            out.printf(
                    "%s of %s: %s, margin %s, share %s, surplus %s%n",
                    one.member(), one.day(), one.state(), one.margin(), one.share(), one.surplus());
            one.payments()
                    .forEach(paid -> out.printf(
                            "  %-12s %-12s %s%n",
                            paid.layer(), paid.member() == null ? "" : paid.member(), paid.amount()));
        });
        out.println(report.fund());
        out.println(report.sums());
        out.println("digest " + report.digest());
    }

    private static Options parse(String... arguments) throws IOException {
        int days = 20;
        int accounts = 50;
        Prices prices = Prices.sample();
        long seed = 1;
        Optional<Path> report = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--days" -> days = number(value, 1, DAYS_MAX);
                case "--accounts" -> accounts = number(value, ACCOUNTS_MIN, ACCOUNTS_MAX);
                case "--seed" -> seed = number(value, 0, Integer.MAX_VALUE);
                case "--report" -> report = Optional.of(Path.of(value));
                case "--prices" -> prices = Prices.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(days, accounts, prices, seed, report);
    }

    static int number(String value, int least, int most) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a whole number: " + value, e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(value + " is not from " + least + " to " + most);
        }
        return number;
    }
}
