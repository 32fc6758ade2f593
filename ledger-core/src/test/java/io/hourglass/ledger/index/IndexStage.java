package io.hourglass.ledger.index;

import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with no price yet, a moment before a Monday is fixed. */
abstract class IndexStage {
    static final GpuClass H100 = GpuClass.parse("H100-SXM-80GB");
    static final LocalDate DAY = LocalDate.parse("2026-08-03");

    final Database database = TestDatabase.fresh();
    final BusinessClock clock = new BusinessClock();
    final Observations observations = new Observations(database, clock);
    final Fixings fixings = new Fixings(database, clock);

    @BeforeEach
    void begin() {
        database.inTx(tx -> clock.freeze(tx, Instant.parse("2026-08-03T19:59:59Z")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    void advance(String to) {
        database.decide(tx -> clock.advanceTo(tx, Instant.parse(to))).orThrow();
    }

    LoadReport load(List<String> rows) {
        return observations.load(file(rows), "test").orThrow();
    }

    static StringReader file(List<String> rows) {
        return new StringReader(PriceFile.HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    static List<String> five(LocalDate day, String... prices) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < prices.length; i++) {
            rows.add(row(day, "provider-" + i, prices[i]));
        }
        return rows;
    }

    static String row(LocalDate day, String provider, String price) {
        return day + "," + provider + ",us,H100,8," + price + ",,,,list,MIT";
    }
}
