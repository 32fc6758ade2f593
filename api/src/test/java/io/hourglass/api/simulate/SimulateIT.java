package io.hourglass.api.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.simulate.KilledService.Kill;
import io.hourglass.api.simulate.Report.Default;
import io.hourglass.api.simulate.Report.Payment;
import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Prices;
import io.hourglass.pricing.index.Simulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Twelve days of twelve members on prices of the simulator, on a real PostgreSQL and a real EVM. */
class SimulateIT {
    private static final int DAYS = 12;
    private static final int ACCOUNTS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How many times the market comes to rest until its service is killed once; and where there is time. */
    private static final int SELDOM = 3;

    private static final int OFTEN = 1;

    /** Long enough for the days and what is looked back on, and no longer: it is all fixed twice. */
    private static final Simulator SIMULATOR = new Simulator(7, LocalDate.of(2026, 8, 8), 45);

    @TempDir
    Path folder;

    @Test
    void sumsHoldAndDefaultsAreCovered() throws IOException {
        Report first = simulated("first", 0);

        assertThat(first.days()).isEqualTo(DAYS);
        assertThat(first.gaps()).isZero();
        assertThat(first.trades().settled()).isPositive();
        assertThat(first.trades().voided()).isZero();
        assertThat(first.marks().daily()).isNotEmpty();
        assertThat(first.calls().made()).isPositive();
        assertThat(first.sums().hold()).as(first.sums().toString()).isTrue();
        assertThat(first.defaults()).isNotEmpty().allMatch(Default::isCovered);
        first.defaults().forEach(SimulateIT::isConserved);
        assertThat(first.defaults()).as("the squeeze is paid for").anyMatch(one -> !one.payments()
                .isEmpty());
        assertThat(first.fund().navs()).isGreaterThan(DAYS / 2);
        assertThat(first.holds()).isTrue();
    }

    @Test
    @EnabledIfSystemProperty(named = "hourglass.long", matches = "true")
    void theSameSeedMakesTheSameReport() throws IOException {
        Report first = simulated("first", 0);
        Report second = simulated("second", 0);
        assertThat(second).isEqualTo(first);
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    @Test
    void aDrillGoesFromTheFirstCallToTheLastDollar() throws IOException {
        DrillReport report = drilled("drill", 0);

        assertThat(report.calls()).extracting(DrillReport.Call::party).contains("seller");
        assertThat(report.steps())
                .extracting(DrillReport.Step::how)
                .startsWith("step", "step", "step")
                .endsWith("auction");
        assertThat(report.steps()).allMatch(step -> step.lots() > 0);
        assertThat(report.deleveraged())
                .isNotEmpty()
                .allMatch(one -> one.lots() < 0 && one.party().startsWith("buyer-"));
        assertThat(report.waterfall().stream().map(DrillReport.Line::layer).distinct())
                .startsWith("DEFAULTER_MARGIN", "DEFAULTER_SHARE", "TRANCHE", "SHARES")
                .endsWith("SURPLUS", "LOST");
        assertThat(report.waterfall()).extracting(DrillReport.Line::party).doesNotContain("bystander");
        assertThat(report.sum()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(report.holds()).as(report.toString()).isTrue();
        // in every phase of a day: orders, trades on their way, marks, calls, a default and its waterfall
        assertThat(drilled("killed", SELDOM)).isEqualTo(report);
    }

    @Test
    @EnabledIfSystemProperty(named = "hourglass.long", matches = "true")
    void daysAreTheSameThoughTheServiceIsKilledAgainAndAgain() throws IOException {
        assertThat(simulated("killed-days", OFTEN)).isEqualTo(simulated("days", 0));
        assertThat(drilled("killed", OFTEN)).isEqualTo(drilled("drill", 0));
    }

    /** Whoever has something left owes nothing, and who pays is asked in the order of the rulebook. */
    private static void isConserved(Default one) {
        BigDecimal paid = one.payments().stream()
                .map(payment -> new BigDecimal(payment.amount()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(paid.signum() == 0 || new BigDecimal(String.valueOf(one.surplus())).signum() == 0)
                .as(one.toString())
                .isTrue();
        assertThat(one.payments().stream().map(Payment::layer).distinct().toList())
                .isSubsetOf("TRANCHE", "SHARES", "ASSESSMENTS", "GAINS")
                .isSortedAccordingTo((a, b) -> Integer.compare(rank(a), rank(b)));
    }

    private static int rank(String layer) {
        return List.of("TRANCHE", "SHARES", "ASSESSMENTS", "GAINS").indexOf(layer);
    }

    private Prices prices() throws IOException {
        return Prices.of(
                Files.write(folder.resolve("prices.csv"), SIMULATOR.lines().toList()));
    }

    private Report simulated(String name, int every) throws IOException {
        Prices prices = prices();
        Window window = Window.endingWith(prices.lastDay(), DAYS);
        return acted(
                name, window, every, acting -> new Simulation(acting, prices, window, ACCOUNTS, 7).run(said -> {}));
    }

    private DrillReport drilled(String name, int every) throws IOException {
        Prices prices = prices();
        Window window = Window.endingWith(prices.lastDay(), Drill.DAYS);
        return acted(name, window, every, acting -> new Rehearsal(acting, prices, window).run(said -> {}));
    }

    private interface Play<T> {
        T in(Acting acting) throws IOException;
    }

    /** @param every how many times it comes to rest until the service that works is killed once; 0 for never */
    private <T> T acted(String name, Window window, int every, Play<T> play) throws IOException {
        Path state = folder.resolve(name).resolve("state");
        Settings settings = Settings.embedded(state).beginning(window.begins()).throwaway();
        try (Hourglass hourglass = Hourglass.start(settings)) {
            if (every == 0) {
                return play.in(new Acting(hourglass, PATIENCE));
            }
            try (KilledService service = new KilledService(hourglass, state, every)) {
                T report = play.in(service);
                assertThat(service.kills()).extracting(Kill::loop).containsAll(KilledService.LOOPS);
                assertThat(service.kills().stream().map(Kill::day).distinct())
                        .hasSizeGreaterThanOrEqualTo(Drill.DAYS - 1);
                return report;
            }
        }
    }
}
