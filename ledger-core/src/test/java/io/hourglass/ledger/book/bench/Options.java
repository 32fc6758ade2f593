package io.hourglass.ledger.book.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the caller asked for.
 *
 * @param seconds of each run, warm-up not counted
 * @param pgbench whether the baselines may be driven by pgbench
 * @param large whether to fill the books and measure them again when full
 * @param transfers how many full is; a tenth as many accounts
 */
record Options(Path report, int rounds, int seconds, boolean pgbench, boolean large, long transfers) {
    static final String USAGE = """
            usage: scripts/bench books --report FILE [--rounds N] [--seconds S] [--no-pgbench] [--large [--transfers N]]
              --report FILE  where the figures go, as JSON
              --rounds N     how often every scenario is run, 3 unless told
              --seconds S    how long each run is, 3 unless told
              --no-pgbench   the baselines by JDBC even where pgbench is installed
              --large        fill the books to 10 million transfers and measure again
              --transfers N  fill to so many instead""";

    /** The arguments make no sense; the message says which. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1;

        Misused(String message) {
            super(message);
        }
    }

    static Options parse(String... arguments) throws Misused {
        Path report = null;
        long rounds = 3;
        long seconds = 3;
        boolean pgbench = true;
        boolean large = false;
        long transfers = 10_000_000;
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            switch (name) {
                case "--report" -> report = Path.of(value(arguments, ++i, name)).toAbsolutePath();
                case "--rounds" -> rounds = number(value(arguments, ++i, name), name, 100);
                case "--seconds" -> seconds = number(value(arguments, ++i, name), name, 3_600);
                case "--transfers" -> transfers = number(value(arguments, ++i, name), name, 1_000_000_000);
                case "--no-pgbench" -> pgbench = false;
                case "--large" -> large = true;
                default -> throw new Misused("unknown argument: " + name);
            }
        }
        return new Options(writable(report), (int) rounds, (int) seconds, pgbench, large, transfers);
    }

    /** Known now, not after minutes of work. */
    private static Path writable(@Nullable Path report) throws Misused {
        if (report == null) {
            throw new Misused("--report FILE is missing");
        }
        Path folder = report.getParent();
        if (Files.isDirectory(report) || folder == null || !Files.isWritable(folder)) {
            throw new Misused("cannot write " + report);
        }
        return report;
    }

    private static String value(String[] arguments, int at, String name) throws Misused {
        if (at >= arguments.length) {
            throw new Misused(name + " needs a value");
        }
        return arguments[at];
    }

    private static long number(String written, String name, long most) throws Misused {
        long number = written.matches("[0-9]{1,10}") ? Long.parseLong(written) : 0;
        if (number < 1 || number > most) {
            throw new Misused(name + " is a whole number from 1 to " + most + ", not " + written);
        }
        return number;
    }
}
