package io.hourglass.api.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.boot.StateCopy;
import io.hourglass.api.simulate.DrillOnBooks.Wanted;
import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Prices;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.proof.Head;
import io.hourglass.pricing.index.Simulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills on copies of one small market's books: six members, and a future that one has sold to three of them. */
class DrillOnBooksIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final LocalDate LAST = LocalDate.of(2026, 8, 8);

    @TempDir
    static Path folder;

    private static Settings books;
    private static Head journal;
    private static byte[] chain;

    /** The prices end where the books do: the days of a drill have none but those people determine. */
    @BeforeAll
    static void theMarketIsMadeAndItsServiceStopped() throws IOException {
        Window window = Window.endingWith(LAST, Drill.DAYS);
        List<String> known = new Simulator(7, LAST, 45)
                .lines()
                .filter(line -> !line.startsWith("20") || line.substring(0, 10).compareTo("" + window.first()) < 0)
                .toList();
        Prices prices = Prices.of(Files.write(folder.resolve("prices.csv"), known));
        books = Settings.embedded(folder.resolve("books")).beginning(window.begins());
        try (Hourglass hourglass = Hourglass.start(books)) {
            Acting acting = new Acting(hourglass, PATIENCE);
            new Rehearsal(acting, prices, window).stage(said -> {});
            leaveLittle(acting, "buyer-3");
            journal = head(hourglass);
        }
        chain = Files.readAllBytes(chainFile());
    }

    @Test
    void aDrillOnACopySaysWhoWouldPayAndLeavesTheOriginalAsItWas() throws IOException {
        DrillReport report = drilled(Optional.of("seller"), Optional.empty());

        assertThat(report.party()).isEqualTo("seller");
        assertThat(report.calls()).extracting(DrillReport.Call::party).contains("seller");
        assertThat(report.steps()).isNotEmpty().allMatch(step -> step.lots() > 0);
        assertThat(report.deleveraged())
                .isNotEmpty()
                .allMatch(one -> one.lots() < 0 && one.party().startsWith("buyer-"));
        assertThat(report.waterfall().stream().map(DrillReport.Line::layer).distinct())
                .startsWith("DEFAULTER_MARGIN", "DEFAULTER_SHARE", "TRANCHE")
                .endsWith("SURPLUS", "LOST");
        assertThat(report.waterfall())
                .as("who had no position pays nothing")
                .extracting(DrillReport.Line::party)
                .doesNotContain("bystander", "maker", DrillOnBooks.MAKER, DrillOnBooks.TAKER);
        assertThat(report.sum()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(report.original()).isNotNull().matches(DrillReport.Original::untouched);
        assertThat(report.holds()).as(report.toString()).isTrue();
        assertThat(Files.readAllBytes(chainFile())).isEqualTo(chain);
        try (Hourglass hourglass = Hourglass.start(books)) {
            assertThat(head(hourglass)).isEqualTo(journal);
            List<DefaultView> defaults =
                    hourglass.database().inTx(hourglass.rooms().clearing()::defaults);
            assertThat(defaults).isEmpty();
            Optional<Party> maker =
                    hourglass.database().inTx(tx -> hourglass.rooms().book().party(tx, DrillOnBooks.MAKER));
            assertThat(maker).isEmpty();
        }
    }

    @Test
    void whomTheSmallestMoveCallsDefaultsWhereNobodyIsNamed() throws IOException {
        DrillReport report = drilled(Optional.empty(), Optional.of(25));

        assertThat(report.party()).isEqualTo("buyer-3");
        assertThat(report.deleveraged())
                .isNotEmpty()
                .allMatch(one -> one.lots() > 0 && one.party().equals("seller"));
        assertThat(report.waterfall())
                .extracting(DrillReport.Line::party)
                .contains("house")
                .doesNotContain("bystander", "maker", DrillOnBooks.MAKER, DrillOnBooks.TAKER);
        assertThat(report.holds()).as(report.toString()).isTrue();
    }

    @Test
    void refusesWhoHasNothingToLoseAndAMoveThatCallsNobody() throws IOException {
        Path copied = Files.createDirectories(folder.resolve("copied"));
        StateCopy.of(books.state(), copied).close();
        try (Hourglass copy = Hourglass.start(Settings.embedded(copied).throwaway())) {
            Acting acting = new Acting(copy, PATIENCE);
            assertThatThrownBy(() -> drilled(acting, Optional.of("bystander"), Optional.of(20)))
                    .isInstanceOf(NoDrill.class)
                    .hasMessageContaining("bystander has no open position")
                    .hasMessageContaining("buyer-1, buyer-2, buyer-3, seller");
            assertThatThrownBy(() -> drilled(acting, Optional.empty(), Optional.of(1)))
                    .isInstanceOf(NoDrill.class)
                    .hasMessageContaining("buyer-3 is not called by a move of 1 %")
                    .hasMessageContaining("a move of some 7 % would take it there");
            assertThatThrownBy(() -> drilled(acting, Optional.of("buyer-1"), Optional.of(99)))
                    .isInstanceOf(NoDrill.class)
                    .hasMessageContaining("no fall takes it there");
        }
    }

    @Test
    void refusesWhatIsNotAStateFolderAndOneThatIsInUse() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        assertThatThrownBy(() -> drilled(none, Optional.empty(), Optional.empty()))
                .isInstanceOf(Faults.Unusable.class)
                .hasMessageContaining("is not the state folder of a service with embedded PostgreSQL");
        assertThat(none).isEmptyDirectory();
        Path other = Files.createDirectories(folder.resolve("other"));
        try (StateCopy running = StateCopy.of(books.state(), other)) {
            assertThat(running.isUntouched()).isTrue();
            assertThatThrownBy(() -> drilled(Optional.empty(), Optional.empty()))
                    .isInstanceOf(Faults.Unusable.class)
                    .hasMessageContaining("a service runs on " + books.state());
        }
        Files.delete(other.resolve("chain/chain.gz"));
        assertThatThrownBy(() -> drilled(other, Optional.empty(), Optional.empty()))
                .isInstanceOf(Faults.Unusable.class)
                .hasMessageContaining("has no development chain");
    }

    /** A hundredth more than its lots take: nobody is called by less. */
    private static void leaveLittle(Acting acting, String name) {
        Party party = acting.party(name);
        MarginView margin = acting.read(tx -> acting.rooms().clearing().margin(tx, party));
        Amount out =
                new Amount(Asset.USD, margin.free().units() - margin.required().units() / 100);
        acting.ask("taking out margin", tx -> acting.rooms().clearing().withdrawMargin(tx, "out", party, out));
        acting.awaitQuiet();
    }

    /** What the journal comes to, entry by entry. */
    private static Head head(Hourglass hourglass) {
        return hourglass.database().decide(hourglass.rooms().heads()::sign).orThrow();
    }

    private static Path chainFile() {
        return books.state().resolve("chain/chain.gz");
    }

    private static DrillReport drilled(Optional<String> party, Optional<Integer> percent) throws IOException {
        return drilled(books.state(), party, percent);
    }

    private static DrillReport drilled(Path of, Optional<String> party, Optional<Integer> percent) throws IOException {
        return Drill.onCopy(of, new Wanted(party, percent, Optional.empty()), System.out::println);
    }

    private static DrillReport drilled(Acting acting, Optional<String> party, Optional<Integer> percent)
            throws IOException {
        return new DrillOnBooks(acting, new Wanted(party, percent, Optional.empty())).run(said -> {});
    }
}
