package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Price;
import java.io.StringReader;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsIT {
    private static final GpuClass H100 = GpuClass.parse("H100-SXM-80GB");
    private static final LocalDate DAY = LocalDate.parse("2026-08-03");
    private static final Clock AFTER =
            Clock.fixed(DAY.plusDays(2).atTime(21, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    @Test
    void tellsThePartsOfAMarketApart() {
        StringBuilder rows = new StringBuilder("date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,"
                + "spot_usd_per_gpu_h,commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence\n");
        row(rows, "aws", "4.0", "1.6");
        row(rows, "azure", "5.0", "1.7");
        row(rows, "lambda", "2.0", "1.0");
        row(rows, "nebius", "2.4", "1.1");
        row(rows, "crusoe", "2.2", "1.2");
        try (Database database = TestDatabase.fresh()) {
            new Observations(database, AFTER)
                    .load(new StringReader(rows.toString()), "five providers")
                    .orThrow();
            Fixings fixings = new Fixings(database, AFTER);
            fixings.doWork();

            List<Segments.Day> days = database.inTx(tx -> new Segments().history(tx, H100, DAY, DAY.plusDays(9)));

            assertThat(days).isNotEmpty();
            Segments.Day first = days.getFirst();
            assertThat(first.day()).isEqualTo(DAY);
            assertThat(first.hyperscalers()).contains(Price.parse("4.5"));
            assertThat(first.others()).contains(Price.parse("2.2"));
            assertThat(first.hyperscalerBasis()).hasValue(2_300_000);
            assertThat(first.cheapest()).contains(Price.parse("2"));
            assertThat(first.dearest()).contains(Price.parse("5"));
            assertThat(first.providers()).isEqualTo(5);
            assertThat(first.kinds()).containsOnlyKeys(PriceKind.ON_DEMAND, PriceKind.SPOT);
            assertThat(first.basis(PriceKind.SPOT))
                    .hasValue(
                            micros(fixings, database, PriceKind.SPOT) - micros(fixings, database, PriceKind.ON_DEMAND));
            assertThat(first.basis(PriceKind.COMMIT_1Y)).isEmpty();
            List<Segments.Day> before =
                    database.inTx(tx -> new Segments().history(tx, H100, DAY.minusDays(9), DAY.minusDays(1)));
            assertThat(before).isEmpty();
        }
    }

    private static long micros(Fixings fixings, Database database, PriceKind kind) {
        IndexName index = new IndexName(H100, kind);
        return database.inTx(tx -> fixings.find(tx, index, DAY, PublishedFixing.Status.FINAL))
                .flatMap(PublishedFixing::value)
                .orElseThrow()
                .micros();
    }

    private static void row(StringBuilder rows, String provider, String onDemand, String spot) {
        rows.append("%s,%s,us,H100,8,%s,%s,,,list,MIT%n".formatted(DAY, provider, onDemand, spot));
    }
}
