package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of the real price history, where it is at hand. */
class RealPricesIT {
    private static final Logger LOG = LoggerFactory.getLogger(RealPricesIT.class);
    private static final Path PRICES = prices();
    private static final Clock AFTER = Clock.fixed(Instant.parse("2026-08-10T21:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void loadsAndFixesAllOfIt() throws IOException {
        assumeThat(Files.exists(PRICES)).as("real prices at " + PRICES).isTrue();
        Database database = TestDatabase.fresh();
        Observations observations = new Observations(database, AFTER);
        long start = System.nanoTime();
        LoadReport report = load(observations);
        log("loaded", start, report);

        assertThat(report.rows()).isEqualTo(28_089);
        assertThat(report.accepted() + report.refusedRows()).isEqualTo(report.rows());
        assertThat(load(observations).observations()).isZero();

        start = System.nanoTime();
        Fixings fixings = new Fixings(database, AFTER);
        int published = fixings.doWork();
        Fixings.Counts counts = database.inTx(tx -> fixings.counts(tx));
        log("published", start, counts);
        start = System.nanoTime();
        new Curves(database, fixings, CurvesIT.UNTRADED, AFTER).doWork();
        log("curves", start, "");

        assertThat(published).isGreaterThan(500);
        assertThat(counts.fixings()).isGreaterThan(500);
        assertThat(counts.classes()).isEqualTo(8);
        assertThat(fixings.doWork()).isZero();
        Path bundle = BundledFixings.write(folder, database, fixings);
        start = System.nanoTime();
        assertThat(Reproduce.run(List.of("all", bundle.toString()), bundle, System.out))
                .isZero();
        log("reproduced", start, "");
        refusesEachReceiptAltered(bundle);
    }

    /** One figure of each in turn, digit by digit further on: none comes out as published. */
    private static void refusesEachReceiptAltered(Path bundle) throws IOException {
        Path file = bundle.resolve("receipts.txt");
        List<String> altered = new ArrayList<>();
        for (String receipts : Files.readAllLines(file)) {
            int digit = receipts.length() * (altered.size() % 97) / 97;
            while (!Character.isDigit(receipts.charAt(digit))) {
                digit = (digit + 1) % receipts.length();
            }
            char other = receipts.charAt(digit) == '7' ? '3' : '7';
            altered.add(receipts.substring(0, digit) + other + receipts.substring(digit + 1));
        }
        Files.write(file, altered);
        var said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(Reproduce.run(List.of("all", bundle.toString()), bundle, out))
                .isOne();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("0 fixings and 0 gaps come out as published");
    }

    /** It lies beside the repository, however deep this runs in it. */
    private static Path prices() {
        Path inside = Path.of("shared", "data", "gpu_prices.csv");
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && Files.notExists(at.resolve(inside))) {
            at = at.getParent();
        }
        return at.resolve(inside);
    }

    private static LoadReport load(Observations observations) throws IOException {
        try (Reader reader = Files.newBufferedReader(PRICES)) {
            return observations.load(reader, "gpu_prices.csv").orThrow();
        }
    }

    private static void log(String what, long start, Object result) {
        LOG.info("{} after {} ms: {}", what, (System.nanoTime() - start) / 1_000_000, result);
    }
}
