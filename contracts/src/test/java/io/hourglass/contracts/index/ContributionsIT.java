package io.hourglass.contracts.index;

import static io.hourglass.contracts.index.Observers.DAY;
import static io.hourglass.contracts.index.Observers.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.index.Contributions.Answer;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.ledger.index.Contributions.Signed;
import io.hourglass.ledger.index.Contributions.Verdict;
import io.hourglass.ledger.index.IndexRefusal;
import io.hourglass.ledger.index.ObservationRefusal;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.pricing.index.Basis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContributionsIT {
    private final Observers observers = new Observers();

    @AfterEach
    void close() {
        observers.close();
    }

    @Test
    void aSignedObservationCountsInTheDaysFixingLikeAnyOther() {
        observers.everyoneLists();
        observers.advanceTo(DAY.plusDays(1), 20);
        assertThat(observers.fixings.doWork()).isEqualTo(2);

        PublishedFixing fixing = observers.fixing(DAY, Status.FINAL);
        assertThat(fixing.basis()).contains(Basis.WIDENED);
        assertThat(fixing.value().orElseThrow().micros()).isBetween(2_010_000L, 2_060_000L);
        String receipts = observers.receipts(fixing);
        assertThat(history()).hasSize(Observers.COUNT).allSatisfy(one -> assertThat(receipts)
                .contains(one.id().toString()));
    }

    @Test
    void whatWasSignedCanBeCheckedAgainByAnyone() {
        observers.everyoneLists();
        assertThat(history()).hasSize(Observers.COUNT).allSatisfy(one -> assertThat(observers.chain.recover(
                        one.signed().said(), one.signed().signature()))
                .contains(one.signer()));
        for (String change :
                List.of("update hourglass.contribution set seen = seen", "delete from hourglass.contribution")) {
            assertThatThrownBy(() -> observers.database.inTx(tx -> tx.run(change)))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void answersEachOfASetForItself() {
        Signed good = observers.sign("contributor-1", observers.lists(1, "2.01"));
        Signed foreign = observers.sign("contributor-2", observers.lists(1, "9.99"));
        Signed other = observers.sign("contributor-2", observers.lists(2, "2.02"));

        List<Answer> answers = observers.submit(good, foreign, good, other);

        assertThat(answers)
                .extracting(Answer::verdict)
                .containsExactly(Verdict.ACCEPTED, Verdict.REFUSED, Verdict.KNOWN, Verdict.ACCEPTED);
        assertThat(answers.get(1).reason()).contains(ObservationRefusal.NOT_ITS_PROVIDER);
        assertThat(history()).extracting(Contributed::contributor).containsExactly("contributor-1", "contributor-2");
    }

    @Test
    void sentAgainChangesNothingAtOnceOrLater() throws Exception {
        Signed good = observers.sign("contributor-1", observers.lists(1, "2.01"));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<Answer> send = () -> observers.submit(good).getFirst();
            List<Verdict> verdicts = threads.invokeAll(Collections.nCopies(8, send)).stream()
                    .map(Future::resultNow)
                    .map(Answer::verdict)
                    .toList();
            assertThat(verdicts).containsOnlyOnce(Verdict.ACCEPTED).contains(Verdict.KNOWN);
        }
        observers.advanceTo(DAY.plusDays(9), 12);
        assertThat(observers.submit(good).getFirst().verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(history()).hasSize(1);
        assertThat(observers.database.<Long>inTx(
                        tx -> tx.first("select count(*) from hourglass.observation", row -> row.getLong(1))
                                .orElseThrow()))
                .isEqualTo(1);
    }

    /** What contributor 1 might sign, each wrong in one way. */
    static Stream<Arguments> wrongs() {
        return Stream.of(
                Arguments.of(ObservationRefusal.NOT_ITS_PROVIDER, wrong(o -> with(o, "nobody", "us", "8 GPUs"))),
                Arguments.of(ObservationRefusal.BAD_REGION, wrong(o -> with(o, o.provider(), "u\u0000s", "8 GPUs"))),
                Arguments.of(ObservationRefusal.BAD_OFFER, wrong(o -> with(o, o.provider(), "us", "a|b"))),
                Arguments.of(ObservationRefusal.UNKNOWN_GPU_CLASS, wrong(o -> terms(o, "H100", 8, "SPOT", "LISTED"))),
                Arguments.of(ObservationRefusal.UNKNOWN_GPU_CLASS, wrong(o -> terms(o, "\u0000", 8, "SPOT", "LISTED"))),
                Arguments.of(
                        ObservationRefusal.UNKNOWN_KIND, wrong(o -> terms(o, "H100-SXM-80GB", 8, "WEEKLY", "LISTED"))),
                Arguments.of(
                        ObservationRefusal.UNKNOWN_KIND, wrong(o -> terms(o, "H100-SXM-80GB", 8, "\u0000", "LISTED"))),
                Arguments.of(
                        ObservationRefusal.UNKNOWN_EVIDENCE,
                        wrong(o -> terms(o, "H100-SXM-80GB", 8, "SPOT", "RUMOUR"))),
                Arguments.of(
                        ObservationRefusal.BAD_GPU_COUNT, wrong(o -> terms(o, "H100-SXM-80GB", 0, "SPOT", "LISTED"))),
                Arguments.of(ObservationRefusal.PRICE_TOO_LARGE, wrong(o -> at(o, "1000.000001", o.observedAt()))),
                Arguments.of(ObservationRefusal.IN_THE_FUTURE, wrong(o -> at(o, "2", o.observedAt() + 1))),
                Arguments.of(ObservationRefusal.IN_THE_FUTURE, wrong(o -> at(o, "2", Long.MAX_VALUE))),
                Arguments.of(ObservationRefusal.TOO_OLD, wrong(o -> at(o, "2", o.observedAt() - 8 * 86_400))),
                Arguments.of(ObservationRefusal.AFTER_CUT_OFF, wrong(o -> at(o, "2", o.observedAt() - 86_400))));
    }

    private static UnaryOperator<Observation> wrong(UnaryOperator<Observation> change) {
        return change;
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void saysWhyItTakesAnObservationNot(ObservationRefusal reason, UnaryOperator<Observation> change) {
        Answer answer = observers.say(1, change.apply(observers.lists(1, "2.01")));
        assertThat(answer.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(answer.reason()).contains(reason);
        assertThat(answer.detail()).isNotBlank();
        assertThat(history()).isEmpty();
    }

    @Test
    void takesNothingThatWasChangedAfterItWasSigned() {
        Signed signed = observers.sign("contributor-1", observers.lists(1, "2.01"));
        Signed forged = new Signed(observers.lists(1, "3.01"), signed.signature());
        assertThat(observers.submit(forged).getFirst().reason()).contains(ObservationRefusal.SIGNATURE_DIFFERS);
        Signed mallory = observers.sign("mallory", observers.lists(1, "2.01"));
        assertThat(observers.submit(mallory).getFirst().reason()).contains(ObservationRefusal.SIGNATURE_DIFFERS);
        Signed nobody = observers.sign(
                "mallory", observation("no\u0000body", "8 GPUs", "LISTED", "2", observers.clock.instant()));
        assertThat(observers.submit(nobody).getFirst().reason()).contains(ObservationRefusal.NOT_A_CONTRIBUTOR);
        assertThat(history()).isEmpty();
    }

    @Test
    void nobodyChoosesWhatBecomesOfAProvisionalFixing() {
        observers.everyoneLists();
        observers.advanceTo(DAY, 20);
        observers.fixings.doWork();
        Instant seen = observers.clock.instant();
        observers.advanceTo(DAY, 21);
        Observation late = observation("provider-1", "another", "EXECUTABLE", "9", seen.minus(Duration.ofMinutes(1)));
        assertThat(observers.say(1, late).reason()).contains(ObservationRefusal.AFTER_CUT_OFF);
        assertThat(observers.say(1, observers.lists(1, "2.01")).verdict()).isEqualTo(Verdict.ACCEPTED);
        List<Contributed> next =
                observers.database.inTx(tx -> observers.contributions.history(tx, DAY.plusDays(1), DAY.plusDays(1)));
        assertThat(next).hasSize(1);
    }

    @Test
    void aRetiredContributorIsHeardNoMoreAndItsProviderMayHaveAnother() {
        observers.everyoneLists();
        observers
                .database
                .decide(tx -> observers.contributors.retire(tx, "contributor-1", "its key was stolen"))
                .orThrow();
        assertThat(observers.say(1, observers.lists(1, "2.5")).reason()).contains(ObservationRefusal.INACTIVE);
        observers.register("contributor-7", "provider-1");
        assertThat(observers
                        .submit(observers.sign("contributor-7", observers.lists(1, "2.5")))
                        .getFirst()
                        .verdict())
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(history()).hasSize(Observers.COUNT + 1);
    }

    @Test
    void aContributorWithManyKeysIsStillOneProvider() {
        assertThat(observers.database.decide(tx -> observers.contributors.register(
                        tx, "second-key", observers.wallet.address("second"), "PROVIDER-1")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(IndexRefusal.PROVIDER_TAKEN));
        assertThat(observers.database.decide(tx -> observers.contributors.register(
                        tx, "contributor-1", observers.wallet.address("contributor-1"), "provider-9")))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(IndexRefusal.CONTRIBUTOR_EXISTS));
        assertThatThrownBy(() -> observers.database.inTx(tx -> tx.run(
                        "insert into hourglass.contributor values ('second-key', ?, 'Provider-1', now())",
                        observers.wallet.address("second"))))
                .hasMessageContaining("another contributor speaks for Provider-1");
    }

    /** The rulebook's bound: with one provider's weight capped, the fixing stays among what the others say. */
    @Test
    void aHostileContributorWithManyObservationsMovesTheFixingNoFurtherThanItsOneVote() {
        observers.everyoneLists();
        List<Answer> answers = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> observers.say(
                        1, observation("provider-1", "offer " + i, "EXECUTED", "999", observers.clock.instant())))
                .toList();
        assertThat(answers.stream().filter(one -> one.verdict() == Verdict.ACCEPTED))
                .hasSize(7);
        assertThat(answers.getLast().reason()).contains(ObservationRefusal.TOO_MANY);
        observers.advanceTo(DAY.plusDays(1), 20);
        observers.fixings.doWork();
        Price value = observers.fixing(DAY, Status.FINAL).value().orElseThrow();
        assertThat(value.micros()).isBetween(1_960_000L, 2_130_000L);
    }

    @Test
    void takesASmallSetAtATime() {
        Signed one = observers.sign("contributor-1", observers.lists(1, "2.01"));
        for (int size : new int[] {0, Contributions.SET_MAX + 1}) {
            assertThat(observers.database.decide(
                            tx -> observers.contributions.submit(tx, Collections.nCopies(size, one))))
                    .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(IndexRefusal.TOO_MANY_AT_ONCE));
        }
    }

    private List<Contributed> history() {
        return observers.database.inTx(tx -> observers.contributions.history(tx, DAY, DAY));
    }

    private static Observation with(Observation said, String provider, String region, String offer) {
        return new Observation(
                provider,
                said.gpuClass(),
                region,
                offer,
                said.gpuCount(),
                said.kind(),
                said.evidence(),
                said.price(),
                said.observedAt(),
                said.seen());
    }

    private static Observation terms(Observation said, String gpuClass, int gpuCount, String kind, String evidence) {
        return new Observation(
                said.provider(),
                gpuClass,
                said.region(),
                said.offer(),
                gpuCount,
                kind,
                evidence,
                said.price(),
                said.observedAt(),
                said.seen());
    }

    private static Observation at(Observation said, String price, long observedAt) {
        return new Observation(
                said.provider(),
                said.gpuClass(),
                said.region(),
                said.offer(),
                said.gpuCount(),
                said.kind(),
                said.evidence(),
                Price.parse(price),
                observedAt,
                Hash.sha256("another"));
    }
}
