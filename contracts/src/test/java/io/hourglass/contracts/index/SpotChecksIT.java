package io.hourglass.contracts.index;

import static io.hourglass.contracts.index.Observers.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.ledger.index.IndexRefusal;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.index.SpotChecks.Check;
import io.hourglass.ledger.index.SpotChecks.Draw;
import io.hourglass.ledger.index.SpotChecks.Result;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpotChecksIT {
    private final Observers observers = new Observers();

    @AfterEach
    void close() {
        observers.close();
    }

    /** By what is published alone: the receipts' digest and a block's hash. */
    @Test
    void anyoneCanDrawAgain() {
        terms(DAY, 340_000, 50_000);
        draw();
        Draw draw = drawn();
        Hash receipts =
                Hash.sha256(observers.fixing(DAY, Status.PROVISIONAL).receipts().hex());
        assertThat(draw.receipts()).isEqualTo(receipts);
        assertThat(draw.blockHash()).isEqualTo(Hash.sha256("block " + draw.block()));
        Hash seed = Hash.sha256(receipts.hex() + draw.blockHash().hex());
        assertThat(draw.seed()).isEqualTo(seed);
        List<UUID> first = observers.database.inTx(tx -> observers.contributions.history(tx, DAY, DAY)).stream()
                .map(Contributed::id)
                .sorted(Comparator.comparing(id -> Hash.sha256(seed.hex() + id)))
                .limit(3) // 34 % of six, rounded up
                .toList();
        assertThat(draw.checks())
                .extracting(check -> check.observation().id())
                .containsExactlyInAnyOrderElementsOf(first);
        assertThat(draw.checks()).extracting(Check::result).containsOnly(Result.OPEN);
        assertThat(draw.closes()).isEqualTo(DAY.plusDays(2).atTime(20, 0).toInstant(ZoneOffset.UTC));
    }

    @Test
    void waitsForABlockNobodyKnewWhenTheDayWasFixed() {
        observers.everyoneLists();
        observers.fixAndMine();
        assertThat(observers.checks.doWork()).isZero();
        observers.advanceTo(DAY, 20);
        observers.fixings.doWork();
        assertThat(observers.checks.doWork()).isZero();
        observers.fixAndMine();
        assertThat(observers.checks.doWork()).isOne();
        assertThat(observers.checks.doWork()).isZero();
    }

    @Test
    void drawsOtherSamplesByOtherBlocks() {
        draw();
        UUID monday = drawn().checks().getFirst().observation().id();
        Hash mondays = drawn().seed();
        assertThat(drawn().checks()).hasSize(1);
        observers.advanceTo(DAY.plusDays(1), 12);
        observers.everyoneLists();
        observers.advanceTo(DAY.plusDays(1), 20);
        observers.fixAndMine();
        observers.checks.doWork();
        Draw tuesday = observers
                .database
                .inTx(tx -> observers.checks.draw(tx, DAY.plusDays(1)))
                .orElseThrow();
        assertThat(tuesday.seed()).isNotEqualTo(mondays);
        assertThat(tuesday.checks())
                .extracting(check -> check.observation().id())
                .doesNotContain(monday);
    }

    @Test
    void oneLookThatPassesIsEnough() {
        draw();
        Check check = drawn().checks().getFirst();
        Price same = check.observation().signed().said().price();
        assertThat(find(check, same, "ann").orThrow().result()).isEqualTo(Result.PASSED);
        assertRefused(find(check, same, "ben"), IndexRefusal.CHECK_CLOSED);
    }

    @Test
    void failingOneTakesTwoPeople() {
        draw();
        Check check = drawn().checks().getFirst();
        Price other = Price.parse("3");
        assertThat(find(check, other, "ann").orThrow().result()).isEqualTo(Result.DOUBTED);
        assertRefused(find(check, other, "ann"), IndexRefusal.SAME_PERSON);
        assertThat(find(check, other, "ben").orThrow().result()).isEqualTo(Result.FAILED);
        assertRefused(find(check, other, "cyd"), IndexRefusal.CHECK_CLOSED);
        assertThat(drawn().checks().getFirst().findings()).hasSize(2).allSatisfy(finding -> assertThat(finding.passed())
                .isFalse());
    }

    @Test
    void aSecondLookMayClearADoubt() {
        draw();
        Check check = drawn().checks().getFirst();
        find(check, Price.parse("3"), "ann").orThrow();
        assertThat(find(check, check.observation().signed().said().price(), "ben")
                        .orThrow()
                        .result())
                .isEqualTo(Result.PASSED);
    }

    /** 5 % of what the other source said, to the micro-dollar, and less from a later day on. */
    @Test
    void passesByTheToleranceInForce() {
        terms(DAY.plusDays(1), 100_000, 0);
        draw();
        Check check = drawn().checks().getFirst();
        long said = check.observation().signed().said().price().micros();
        Price justOff = new Price(said * 100 / 105 - 1);
        assertThat(find(check, justOff, "ann").orThrow().result()).isEqualTo(Result.DOUBTED);
        Price justIn = new Price(said * 100 / 105 + 1);
        assertThat(find(check, justIn, "ben").orThrow().result()).isEqualTo(Result.PASSED);
        assertThatThrownBy(() -> observers.database.inTx(tx -> tx.run("""
                        insert into hourglass.spot_finding
                        select gpu_class, kind, observed, id, 'dan', 2, 1, 50000, 'x', seen, true, found
                        from hourglass.spot_finding limit 1"""))).hasMessageContaining("check");
    }

    @Test
    void takesNoFindingWhenTheTimeIsOverOrNothingWasDrawn() {
        draw();
        Check check = drawn().checks().getFirst();
        assertRefused(
                observers.database.decide(tx -> observers.checks.find(
                        tx, DAY, UUID.randomUUID(), Price.parse("2"), "x", Hash.sha256("seen"), "ann")),
                IndexRefusal.UNKNOWN_CHECK);
        observers.advanceTo(DAY.plusDays(2), 20);
        assertRefused(find(check, Price.parse("2"), "ann"), IndexRefusal.CHECK_CLOSED);
    }

    private void draw() {
        observers.everyoneLists();
        observers.advanceTo(DAY, 20);
        observers.fixAndMine();
        assertThat(observers.checks.doWork()).isOne();
    }

    private Draw drawn() {
        return observers.database.inTx(tx -> observers.checks.draw(tx, DAY)).orElseThrow();
    }

    private Outcome<Check> find(Check check, Price price, String by) {
        return observers.database.decide(tx -> observers.checks.find(
                tx, DAY, check.observation().id(), price, "another source", Hash.sha256("seen"), by));
    }

    private void terms(LocalDate from, int samplePpm, int tolerancePpm) {
        try (Database owner = observers.test.owner()) {
            owner.inTx(tx -> tx.run(
                    "insert into hourglass.contribution_terms values (?, 8, ?, 1, ?, 2, 100000000, 'rewards')",
                    from,
                    samplePpm,
                    tolerancePpm));
        }
    }

    private static void assertRefused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}
