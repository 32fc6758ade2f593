package io.hourglass.ledger.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a Monday, when five business days' notice end on the Monday after. */
class TermsChangesIT {
    private static final LocalDate SOONEST = LocalDate.parse("2026-09-14");

    private final Database database = TestDatabase.fresh();
    private final BusinessClock clock = new BusinessClock();
    private final TermsChanges changes = new TermsChanges(clock);

    @BeforeEach
    void begin() {
        database.inTx(tx -> clock.freeze(tx, Instant.parse("2026-09-07T12:00:00Z")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void twoPeopleChangeTheTermsWithNotice() {
        Map<String, String> wanted = Map.of("band_percent", "15", "midday", "15:30", "fund_call_hours", "none");
        TermsChange proposed = propose("one", wanted, SOONEST).orThrow();

        assertThat(proposed.changes()).isEqualTo(wanted);
        assertThat(proposed.approver()).isEmpty();
        assertThat(propose("one", wanted, SOONEST).orThrow()).isEqualTo(proposed);
        assertRefused(propose("one", Map.of("band_percent", "16"), SOONEST), ClearingRefusal.ID_REUSED);
        assertThat(on(SOONEST).bandPercent()).isEqualTo(20);
        assertRefused(approve("one", "ann"), ClearingRefusal.SAME_PERSON);

        assertThat(approve("one", "bea").orThrow().approver()).contains("bea");
        assertThat(on(SOONEST.minusDays(1)).bandPercent()).isEqualTo(20);
        Terms after = on(SOONEST);
        assertThat(after.bandPercent()).isEqualTo(15);
        assertThat(after.midday()).isEqualTo(Optional.of(LocalTime.of(15, 30)));
        assertThat(after.fundCallHours()).isEmpty();
        assertThat(after.accountability()).as("the rest stands").isEqualTo(15_000);
        assertRefused(approve("one", "cyd"), ClearingRefusal.CHANGE_APPROVED);
        assertRefused(propose("two", wanted, SOONEST), ClearingRefusal.NOTICE_TOO_SHORT);
        assertRefused(approve("three", "bea"), ClearingRefusal.UNKNOWN_CHANGE);
    }

    @Test
    void nothingComesSoonerThanItsNotice() {
        assertRefused(
                propose("one", Map.of("band_percent", "15"), SOONEST.minusDays(1)), ClearingRefusal.NOTICE_TOO_SHORT);
        propose("one", Map.of("band_percent", "15"), SOONEST).orThrow();
        database.decide(tx -> clock.advanceTo(tx, Instant.parse("2026-09-08T12:00:00Z")))
                .orThrow();
        assertRefused(approve("one", "bea"), ClearingRefusal.NOTICE_TOO_SHORT);
    }

    @Test
    void onlyWhatMayChangeChangesAndWithinItsLimits() {
        assertMalformed(Map.of());
        assertMalformed(Map.of("hours_per_lot", "100"));
        assertMalformed(Map.of("maintenance_percent", "50"));
        assertMalformed(Map.of("effective", "1"));
        assertMalformed(Map.of("band_percent", "0"));
        assertMalformed(Map.of("band_percent", "none"));
        assertMalformed(Map.of("midday", "20:00"));
        assertMalformed(Map.of("spot_month_limit", "15001"));
        assertMalformed(Map.of("concentration_from", "9", "concentration_size", "8"));
    }

    private void assertMalformed(Map<String, String> wanted) {
        assertRefused(propose("bad", wanted, SOONEST), ClearingRefusal.MALFORMED);
    }

    private static void assertRefused(Outcome<?> outcome, ClearingRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    private Outcome<TermsChange> propose(String id, Map<String, String> wanted, LocalDate effective) {
        return database.decide(tx -> changes.propose(tx, id, wanted, effective, "a calmer market", "ann"));
    }

    private Outcome<TermsChange> approve(String id, String by) {
        return database.decide(tx -> changes.approve(tx, id, by));
    }

    private Terms on(LocalDate day) {
        return database.inTx(tx -> Terms.on(tx, day));
    }
}
