package io.hourglass.contracts.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the caller asked for.
 *
 * @param seconds of each round end to end, and of the load a mirror follows
 */
record Options(Path report, int rounds, int seconds) {
    static final String USAGE = """
            usage: scripts/bench chain --report FILE [--rounds N] [--seconds S]
              --report FILE  where the figures go, as JSON
              --rounds N     how often each rate is measured, 3 unless told
              --seconds S    how long a round end to end is, 30 unless told""";

    /** The arguments make no sense; the message says which. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1;

        Misused(String message) {
            super(message);
        }
    }

    static Options parse(String... arguments) throws Misused {
        Path report = null;
        int rounds = 3;
        int seconds = 30;
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (name) {
                case "--report" -> report = Path.of(value).toAbsolutePath();
                case "--rounds" -> rounds = number(name, value, 20);
                case "--seconds" -> seconds = number(name, value, 600);
                default -> throw new Misused("unknown argument: " + name);
            }
        }
        return new Options(writable(report), rounds, seconds);
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

    private static int number(String name, String written, int most) throws Misused {
        int number = written.matches("[0-9]{1,4}") ? Integer.parseInt(written) : 0;
        if (number < 1 || number > most) {
            throw new Misused(name + " is a whole number from 1 to " + most + ", not '" + written + "'");
        }
        return number;
    }
}
