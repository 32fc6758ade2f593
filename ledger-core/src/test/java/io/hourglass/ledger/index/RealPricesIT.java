package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of the real price history, where it is at hand. */
class RealPricesIT {
    private static final Logger LOG = LoggerFactory.getLogger(RealPricesIT.class);
    private static final Path PRICES = Path.of("../../../shared/data/gpu_prices.csv");
    private static final Clock AFTER = Clock.fixed(Instant.parse("2026-08-10T21:00:00Z"), ZoneOffset.UTC);

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
        new Curves(database, fixings, AFTER).doWork();
        log("curves", start, "");

        assertThat(published).isGreaterThan(500);
        assertThat(counts.fixings()).isGreaterThan(500);
        assertThat(counts.classes()).isEqualTo(8);
        assertThat(fixings.doWork()).isZero();
        for (PublishedFixing fixing : database.inTx(tx -> fixings.latest(tx))) {
            assertThat(database.inTx(tx -> new Recompute().check(tx, fixing)).getClass())
                    .isEqualTo(Recompute.Result.Same.class);
        }
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
