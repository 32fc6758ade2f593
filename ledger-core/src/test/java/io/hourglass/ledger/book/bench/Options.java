package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.bench.Arguments.Misused;
import java.nio.file.Path;
import java.util.Set;

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
              --large        fill the books to 10 million transfers and measure them beside ones with as many accounts and
                             little else, and beside young ones of few accounts
              --transfers N  fill to so many instead""";

    static Options parse(String... written) throws Misused {
        Arguments arguments = new Arguments(
                Set.of("--report", "--rounds", "--seconds", "--transfers"), Set.of("--no-pgbench", "--large"), written);
        return new Options(
                arguments.report(),
                (int) arguments.number("--rounds", 3, 100),
                (int) arguments.number("--seconds", 3, 3_600),
                !arguments.has("--no-pgbench"),
                arguments.has("--large"),
                arguments.number("--transfers", 10_000_000, 1_000_000_000));
    }
}
