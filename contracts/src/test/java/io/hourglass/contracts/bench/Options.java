package io.hourglass.contracts.bench;

import io.hourglass.ledger.book.bench.Arguments;
import io.hourglass.ledger.book.bench.Arguments.Misused;
import java.nio.file.Path;
import java.util.Set;

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

    static Options parse(String... written) throws Misused {
        Arguments arguments = new Arguments(Set.of("--report", "--rounds", "--seconds"), Set.of(), written);
        return new Options(arguments.report(), (int) arguments.number("--rounds", 3, 20), (int)
                arguments.number("--seconds", 30, 600));
    }
}
