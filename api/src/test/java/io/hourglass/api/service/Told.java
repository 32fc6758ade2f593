package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.Hourglass;
import io.hourglass.api.access.KeyRing;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** What there is once the demonstration's story has been told: its people, and a market that goes on. */
final class Told {
    private static final Duration STORY = Duration.ofMinutes(4);

    private Told() {}

    /** Waits for the end of the story, a reconciliation. */
    static void all(Hourglass hourglass) {
        await(() -> hourglass
                .database()
                .inTx(tx -> hourglass.rooms().reconcile().latest(tx))
                .isPresent());
    }

    /** The first hours that can be traded once it has been told. */
    static Instrument hours(Hourglass hourglass) {
        all(hourglass);
        Instant now = hourglass.rooms().clock().instant();
        return hourglass.database().inTx(tx -> hourglass.rooms().market().instruments(tx)).stream()
                .filter(instrument -> instrument.venue() == Venue.SETTLEMENT && instrument.open())
                .filter(instrument -> instrument.tradingEnds().isAfter(now))
                .findFirst()
                .orElseThrow();
    }

    static Client keyOf(String party) {
        Path ring = Path.of(ConfigProvider.getConfig().getValue("HOURGLASS_STATE", String.class), "api-keys");
        return Client.with(new KeyRing(ring)
                .read().stream()
                        .filter(entry -> entry.party().equals(Optional.of(party)))
                        .findFirst()
                        .orElseThrow()
                        .key());
    }

    static void await(BooleanSupplier done) {
        Instant deadline = Instant.now().plus(STORY);
        while (!done.getAsBoolean()) {
            assertThat(Instant.now()).as("it takes too long").isBefore(deadline);
            Client.pause();
        }
    }
}
