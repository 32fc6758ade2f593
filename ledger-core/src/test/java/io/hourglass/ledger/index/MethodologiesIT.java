package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.Methodologies.Notice;
import io.hourglass.ledger.index.Methodologies.Version;
import io.hourglass.pricing.index.Methodology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodologiesIT {
    private static final IndexName INDEX = IndexName.headline(GpuClass.parse("H100-SXM-80GB"));
    /** A Monday. */
    private static final LocalDate DAY = LocalDate.parse("2026-08-03");

    private static final String FIRST = Methodology.HGI_1.canonical();

    private final Database database = TestDatabase.fresh();
    private final BusinessClock clock = new BusinessClock();
    private final Methodologies methodologies = new Methodologies(clock);
    private final Fixings fixings = new Fixings(database, clock);

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        database.inTx(tx -> clock.freeze(tx, Instant.parse("2026-08-03T12:00:00Z")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void advance(Instant to) {
        database.decide(tx -> clock.advanceTo(tx, to)).orThrow();
    }

    private Outcome<Version> propose(String figures, LocalDate effective) {
        return database.decide(tx -> methodologies.propose(tx, figures, effective, "ann"));
    }

    private Outcome<Version> approve(String version, String by) {
        return database.decide(tx -> methodologies.approve(tx, version, by));
    }

    private static void assertRefused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    private static String version(String name, String... changes) {
        String figures = FIRST.replace("version=HGI-1", "version=" + name);
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(figures).contains(changes[i]);
            figures = figures.replace(changes[i], changes[i + 1]);
        }
        return figures;
    }

    @Test
    void asksForTheNoticeThatFollowsFromWhatChanges() {
        String clearer = version("HGI-1a");
        assertRefused(propose(clearer, DAY.plusDays(6)), IndexRefusal.NOTICE_TOO_SHORT);
        assertThat(propose(clearer, DAY.plusDays(7)).orThrow().notice()).contains(Notice.CLARIFICATION);

        String screening = version("HGI-2", "jump=0.25", "jump=0.3");
        assertRefused(propose(screening, DAY.plusDays(29)), IndexRefusal.NOTICE_TOO_SHORT);
        assertThat(propose(screening, DAY.plusDays(30)).orThrow().notice()).contains(Notice.MATERIAL);

        String gate = version("HGI-3", "providersNeeded=5", "providersNeeded=6");
        assertRefused(propose(gate, DAY.plusDays(89)), IndexRefusal.NOTICE_TOO_SHORT);
        assertThat(propose(gate, DAY.plusDays(90)).orThrow().notice()).contains(Notice.DESIGN);
    }

    @Test
    void takesTwoPeople() {
        propose(version("HGI-2"), DAY.plusDays(30)).orThrow();
        assertRefused(approve("HGI-2", "ann"), IndexRefusal.SAME_PERSON);
        assertThat(approve("HGI-2", "ben").orThrow().approved()).isPresent();
        assertRefused(approve("HGI-2", "cyd"), IndexRefusal.METHODOLOGY_EXISTS);
        assertRefused(propose(version("HGI-2"), DAY.plusDays(60)), IndexRefusal.METHODOLOGY_EXISTS);
        assertRefused(approve("HGI-9", "ben"), IndexRefusal.UNKNOWN_METHODOLOGY);
        assertRefused(approve("HGI-1", "ben"), IndexRefusal.UNKNOWN_METHODOLOGY);
        assertThatThrownBy(() -> database.inTx(tx ->
                        tx.run("insert into hourglass.methodology_approval values ('HGI-1', 'ann', 'ann', now())")))
                .hasMessageContaining("methodology_approval");
    }

    @Test
    void countsTheNoticeFromTheApproval() {
        propose(version("HGI-2", "jump=0.25", "jump=0.3"), DAY.plusDays(30)).orThrow();
        advance(Instant.parse("2026-08-04T00:00:00Z"));
        assertRefused(approve("HGI-2", "ben"), IndexRefusal.NOTICE_TOO_SHORT);
        assertThat(database.inTx(methodologies::standing))
                .extracting(Version::version)
                .containsExactly("HGI-1");
    }

    @Test
    void refusesWhatIsNoMethodology() {
        for (String nonsense : List.of(
                "",
                "Methodology[]",
                FIRST,
                version("HGI 2"),
                version("HGI-2", "weightCap=0.25", "weightCap=0.01"),
                version("HGI-2", "window=20", "window=0"),
                version("HGI-2", "jump=0.25", "jump=0.250"),
                version("HGI-2", "jump=0.25", "jump=NaN"),
                version("HGI-2", "forgetAfter=PT720H", "forgetAfter=PT-720H"),
                version("HGI-2", ", carryMaxDays=3", ""))) {
            Outcome<Version> outcome = propose(nonsense, DAY.plusDays(100));
            assertRefused(
                    outcome, nonsense.equals(FIRST) ? IndexRefusal.METHODOLOGY_EXISTS : IndexRefusal.NOT_A_METHODOLOGY);
        }
    }

    @Test
    void fixesEachDayByTheVersionInForceOnItAndSoDoesWhoMakesItAgain() throws IOException {
        propose(version("HGI-2", "providersNeeded=5", "providersNeeded=6"), DAY.plusDays(90))
                .orThrow();
        approve("HGI-2", "ben").orThrow();
        StringBuilder rows = new StringBuilder("date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,"
                + "spot_usd_per_gpu_h,commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence\n");
        for (int day = 86; day < 92; day++) {
            for (int provider = 0; provider < 5; provider++) {
                rows.append(
                        "%s,provider-%d,us,H100,8,2.%d,,,,list,MIT%n".formatted(DAY.plusDays(day), provider, provider));
            }
        }
        advance(DAY.plusDays(95).atTime(20, 0).toInstant(ZoneOffset.UTC));
        new Observations(database, clock)
                .load(new StringReader(rows.toString()), "five providers")
                .orThrow();
        fixings.doWork();

        assertThat(fixing(89).methodology()).isEqualTo("HGI-1");
        assertThat(fixing(89).basis().orElseThrow().name()).isEqualTo("WIDENED");
        assertThat(fixing(90).methodology()).isEqualTo("HGI-2");
        assertThat(fixing(90).basis().orElseThrow().name()).isEqualTo("CARRIED");
        // A service that is started again goes on by the same versions.
        advance(DAY.plusDays(96).atTime(20, 0).toInstant(ZoneOffset.UTC));
        new Fixings(database, clock).doWork();

        Path bundle = BundledFixings.write(folder, database, fixings);
        var said = new ByteArrayOutputStream();
        assertThat(Reproduce.run(
                        List.of("H100-SXM-80GB", DAY.plusDays(90).toString(), bundle.toString()),
                        bundle,
                        new PrintStream(said, true, StandardCharsets.UTF_8)))
                .isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("rules HGI-2", "of 6", "carried");
        assertThat(Reproduce.run(List.of("all", bundle.toString()), bundle, System.out))
                .isZero();
    }

    private PublishedFixing fixing(int day) {
        return database.inTx(tx -> fixings.find(tx, INDEX, DAY.plusDays(day), PublishedFixing.Status.FINAL))
                .orElseThrow();
    }
}
