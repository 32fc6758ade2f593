package io.hourglass.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.boot.Settings;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.reconcile.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourglassIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant BEGINS = Instant.parse("2026-08-01T12:00:00Z");

    @TempDir
    Path state;

    @Test
    void resumesItsBooksItsChainAndItsTime() {
        Settings settings = Settings.embedded(state).beginning(BEGINS);
        try (Hourglass first = Hourglass.start(settings)) {
            deposit(first, "d-1");
            assertThat(cash(first)).isEqualTo("100.000000");
            first.advanceTo(BEGINS.plusSeconds(3600));
        }
        try (Hourglass second = Hourglass.start(settings)) {
            assertThat(second.rooms().clock().instant()).isEqualTo(BEGINS.plusSeconds(3600));
            deposit(second, "d-1");
            assertThat(cash(second)).as("asked for twice, done once").isEqualTo("100.000000");
            deposit(second, "d-2");
            assertThat(cash(second)).isEqualTo("200.000000");

            Report report = second.database()
                    .decide(tx -> second.rooms().reconcile().run(tx))
                    .orThrow();
            assertThat(report.rows()).isNotEmpty();
            assertThat(report.open()).isEmpty();
        }
    }

    private static void deposit(Hourglass hourglass, String request) {
        hourglass.fuel(List.of("ada"));
        Party ada = new Party("ada", Party.Kind.INVESTOR, hourglass.chain().address("ada"), "ada");
        hourglass
                .database()
                .decide(tx -> hourglass.rooms().cash().enrol(tx, ada).then(known -> hourglass
                        .rooms()
                        .cash()
                        .deposit(tx, request, known, Amount.parse(Asset.USD, "100"))))
                .orThrow();
        hourglass.awaitQuiet(PATIENCE);
    }

    private static String cash(Hourglass hourglass) {
        return hourglass
                .database()
                .inTx(tx -> hourglass.rooms().book().balance(tx, "investor:ada:cash"))
                .orElseThrow()
                .posted()
                .decimal();
    }
}
