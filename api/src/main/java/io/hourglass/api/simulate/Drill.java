package io.hourglass.api.simulate;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.boot.StateCopy;
import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Prices;
import io.hourglass.api.story.Throwaway;
import io.hourglass.pricing.margin.MarginRules;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A default drilled on a throwaway database and chain: rehearsed with a cast of its own, {@code drill [--prices FILE]
 * [--report FILE]}, or on a copy of a service's books, {@code drill --of STATE [--party NAME] [--move PERCENT]
 * [--prices FILE] [--report FILE]}.
 *
 * <p>Exits 0 if the loss is covered, everything adds up to nothing and the original is as it was, 1 if not, 2 on a
 * wrong call or where what was asked for cannot be drilled.
 */
public final class Drill {
    private static final String USAGE =
            "usage: scripts/drill [--of STATE [--party NAME] [--move PERCENT]]" + " [--prices FILE] [--report FILE]";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int MOVE_MAX = 1_000;
    private static final long MILLIONTHS_A_PERCENT = 10_000;
    static final int DAYS = 5;

    private Drill() {}

    private record Options(
            Optional<Path> of,
            Optional<String> party,
            Optional<Integer> move,
            Optional<Prices> prices,
            Optional<Path> report) {}

    public static void main(String... arguments) throws IOException {
        Options options;
        DrillReport report;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        try {
            report = run(options, System.out::println);
        } catch (NoDrill | Faults.Unusable e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        say(report, System.out);
        if (options.report().isPresent()) {
            report.writeTo(options.report().get());
            System.out.println("Report: " + options.report().get());
        }
        System.exit(report.holds() ? 0 : 1);
    }

    private static DrillReport run(Options options, Consumer<String> said) throws IOException {
        if (options.of().isPresent()) {
            return onCopy(
                    options.of().get(),
                    new DrillOnBooks.Wanted(options.party(), options.move(), options.prices()),
                    said);
        }
        return rehearse(options.prices().orElse(Prices.sample()), said);
    }

    private static DrillReport rehearse(Prices prices, Consumer<String> said) throws IOException {
        Window window = Window.endingWith(prices.lastDay(), DAYS);
        try (Throwaway state = Throwaway.create("hourglass-drill-");
                Hourglass hourglass = Hourglass.start(Settings.embedded(state.path())
                        .beginning(window.begins())
                        .throwaway())) {
            return new Rehearsal(new Acting(hourglass, PATIENCE), prices, window).run(said);
        }
    }

    /** The price fall that margin is made for, in percent. */
    static int launchStress() {
        return Math.toIntExact(Math.ceilDiv(MarginRules.IN_FORCE.stressUp(), MILLIONTHS_A_PERCENT));
    }

    /**
     * Drills on a copy of a state folder.
     *
     * @throws Faults.Unusable if it is none, or a service runs on it
     * @throws NoDrill if nobody can default there as wanted
     */
    static DrillReport onCopy(Path of, DrillOnBooks.Wanted wanted, Consumer<String> said) throws IOException {
        try (Throwaway state = Throwaway.create("hourglass-drill-");
                StateCopy copy = StateCopy.of(of, state.path())) {
            said.accept("%s is copied, sha256 %s".formatted(of, copy.digest()));
            DrillReport report;
            try (Hourglass hourglass = started(of, state.path())) {
                report = new DrillOnBooks(new Acting(hourglass, PATIENCE), wanted).run(said);
            }
            return report.of(new DrillReport.Original(of.toString(), copy.digest(), copy.isUntouched()));
        }
    }

    private static Hourglass started(Path of, Path copy) {
        try {
            return Hourglass.start(Settings.embedded(copy).throwaway());
        } catch (Faults.Unusable e) {
            throw new NoDrill(of + " was made by an earlier version of Hourglass, which is what can drill on it", e);
        }
    }

    static void say(DrillReport report, PrintStream out) {
        report.calls()
                .forEach(call -> out.printf(
                        "call      %-12s %s of %s, until %s%n",
                        call.party(), call.missing(), call.day(), call.deadline()));
        out.printf("declared  %-12s %s%n", report.party(), report.declared());
        report.steps()
                .forEach(step -> out.printf(
                        "%-9s %d of %d lots of %s%n", step.how(), step.lots(), step.remaining(), step.future()));
        report.deleveraged()
                .forEach(one -> out.printf("closed    %-12s %+d lots of %s%n", one.party(), one.lots(), one.future()));
        out.println("who paid what, in the order of the waterfall:");
        report.waterfall()
                .forEach(line -> out.printf("  %-18s %-12s %18s%n", line.layer(), line.party(), line.amount()));
        out.printf("  %-18s %-12s %18s%n", "SUM", "", report.sum());
        out.printf("the default is %s; %s%n", report.state(), report.sums());
        DrillReport.Original original = report.original();
        if (original != null) {
            out.printf(
                    "%s %s, sha256 %s%n",
                    original.folder(), original.untouched() ? "is as it was" : "HAS CHANGED", original.digest());
        }
    }

    private static Options parse(String... arguments) throws IOException {
        Optional<Path> of = Optional.empty();
        Optional<String> party = Optional.empty();
        Optional<Integer> move = Optional.empty();
        Optional<Prices> prices = Optional.empty();
        Optional<Path> report = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--of" -> of = Optional.of(Path.of(value).toAbsolutePath().normalize());
                case "--party" -> party = Optional.of(value);
                case "--move" -> move = Optional.of(Simulate.number(value, 1, MOVE_MAX));
                case "--prices" -> prices = Optional.of(Prices.of(Path.of(value)));
                case "--report" -> report = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        if (of.isEmpty() && (party.isPresent() || move.isPresent())) {
            throw new IllegalArgumentException("--party and --move are of a drill on a copy: --of says of what");
        }
        return new Options(of, party, move, prices, report);
    }
}
