package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BusinessClockIT {
    private static final Instant START = Instant.parse("2026-08-20T20:00:00Z");

    @Test
    void aFrozenClockOnlyMovesForwardAndOnlyWhenCommitted() {
        try (Database database = TestDatabase.fresh()) {
            BusinessClock clock = new BusinessClock();
            assertThat(clock.instant()).isAfter(Instant.EPOCH);
            assertThat(database.decide(tx -> clock.advanceTo(tx, START)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(BookRefusal.CLOCK_NOT_FROZEN));
            database.inTx(tx -> clock.freeze(tx, START));
            assertThat(clock.instant()).isEqualTo(START);
            Instant frozen = database.inTx(tx -> clock.freeze(tx, START.plusSeconds(9)));
            assertThat(frozen).isEqualTo(START);

            assertThatThrownBy(() -> database.inTx(tx -> {
                        clock.advanceTo(tx, START.plusSeconds(5)).orThrow();
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            assertThat(clock.instant()).isEqualTo(START);

            database.decide(tx -> clock.advanceTo(tx, START.plusSeconds(60)));
            assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
            assertThat(database.decide(tx -> clock.advanceTo(tx, START)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(BookRefusal.CLOCK_GOES_BACK));
            assertThatThrownBy(
                            () -> database.inTx(tx -> tx.run("update hourglass.business_clock set instant = ?", START)))
                    .hasMessageContaining("cannot go back");

            BusinessClock another = new BusinessClock();
            Instant seen = database.inTx(another::refresh);
            assertThat(seen).isEqualTo(START.plusSeconds(60));
        }
    }
}
