package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.pricing.index.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/reproduce} says of the simulated sample, untouched and touched. */
class ReproduceIT {
    private static final LocalDate DAY = Simulator.SAMPLE.lastDay();
    private static final Clock AFTER = Clock.fixed(DAY.atTime(21, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    /** As it was published: to be read. */
    @TempDir
    static Path published;

    /** A copy to be touched. */
    @TempDir
    Path bundles;

    private Path bundle = published;
    private String said = "";

    @BeforeAll
    static void publish() throws IOException {
        Database database = TestDatabase.fresh();
        new Observations(database, AFTER)
                .load(new StringReader(Simulator.SAMPLE.lines().collect(Collectors.joining("\n"))), "sample")
                .orThrow();
        Fixings fixings = new Fixings(database, AFTER);
        fixings.doWork();
        BundledFixings.write(published, database, fixings);
        database.close();
    }

    @BeforeEach
    void copy() throws IOException {
        bundle = Files.createDirectory(bundles.resolve("bundle"));
        for (String file : List.of("fixings.json", "receipts.txt")) {
            Files.copy(published.resolve(file), bundle.resolve(file));
        }
    }

    private int run(String... arguments) {
        var out = new ByteArrayOutputStream();
        int code = Reproduce.run(List.of(arguments), bundles, new PrintStream(out, true, StandardCharsets.UTF_8));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void makesEveryFixingAgain() {
        assertThat(run("all")).as(said).isZero();
        assertThat(said).containsPattern("^[\\d,]{5,} fixings and \\d+ gaps come out as published, 0 do not\n$");
    }

    @Test
    void showsWhatOneWasMadeOf() {
        assertThat(run("H100-SXM-80GB", DAY.toString(), bundle.toString()))
                .as(said)
                .isZero();
        assertThat(said)
                .startsWith("HGI.H100-SXM-80GB " + DAY + " provisional\n  rules HGI-1 0x")
                .contains("sim-aurora", "weight 0.", "as published", "digest    0x");
        assertThat(run("H100-SXM-80GB.spot", DAY.minusDays(7).toString()))
                .as(said)
                .isZero();
        assertThat(said).startsWith("HGI.H100-SXM-80GB.spot");
    }

    @Test
    void refusesWhatWasTouched() throws IOException {
        Path file = bundle.resolve("receipts.txt");
        List<String> receipts = Files.readAllLines(file);
        for (int touched : new int[] {0, receipts.size() / 2, receipts.size() - 1}) {
            String[] lines = receipts.toArray(String[]::new);
            lines[touched] = lines[touched].replaceFirst("\"(gpus|offers)\":", "\"$1\":1");
            Files.write(file, Arrays.asList(lines));
            assertThat(run("all")).isOne();
            assertThat(said).contains("the receipts are not those of digest").contains(", 1 do not");
        }
        Files.write(file, receipts);
        Path fixings = bundle.resolve("fixings.json");
        String published = Files.readString(fixings);
        Files.writeString(fixings, published.replaceFirst("\"value\":(\\d+)", "\"value\":1$1"));
        assertThat(run("all")).isOne();
        assertThat(said).contains("published was 1");
    }

    @Test
    void saysWhatIsWrongWithACall() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("H100-SXM-80GB")).isEqualTo(2);
        assertThat(said).startsWith("usage: scripts/reproduce CLASS DATE");
        assertThat(run("H100-SXM-80GB", "yesterday")).isEqualTo(2);
        assertThat(said).contains("a date is written 2026-08-08: yesterday");
        assertThat(run("H100 SXM", DAY.toString())).isEqualTo(2);
        assertThat(run("H100-SXM-80GB", "2020-01-01")).isOne();
        assertThat(said).contains("nothing was published of HGI.H100-SXM-80GB for 2020-01-01");
        assertThat(run("all", bundles.resolve("none").toString())).isOne();
        assertThat(said).contains("not a bundle");
        Files.writeString(bundle.resolve("fixings.json"), "{\"fixings\":[{}]}");
        assertThat(run("all")).isOne();
        assertThat(said).contains("fixings.json has a line that is none: {}");
    }

    @Test
    void saysWhereABundleComesFromWhereThereIsNone() {
        var out = new ByteArrayOutputStream();
        assertThat(Reproduce.run(List.of("all"), bundle.resolve("none"), new PrintStream(out)))
                .isOne();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("scripts/demo writes one");
    }
}
