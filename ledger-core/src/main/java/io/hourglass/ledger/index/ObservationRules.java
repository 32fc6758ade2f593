package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributors.Contributor;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.pricing.index.Evidence;
import io.hourglass.pricing.index.Methodology;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/** What a signed observation must be to be taken; whose signature it is has been looked at. */
final class ObservationRules {
    private final Methodologies methodologies;

    ObservationRules(Methodologies methodologies) {
        this.methodologies = methodologies;
    }

    /** @param detail one sentence */
    record Fault(ObservationRefusal reason, String detail) {}

    /** The first thing that is wrong, in the reasons' order. */
    Optional<Fault> fault(Tx tx, Observation said, Contributor by, Instant now) {
        return whose(said, by)
                .or(() -> what(tx, said))
                .or(() -> size(said))
                .or(() -> time(tx, said, now))
                .or(() -> number(tx, said, by));
    }

    private static Optional<Fault> whose(Observation said, Contributor by) {
        if (by.retired().isPresent()) {
            return fault(
                    ObservationRefusal.INACTIVE,
                    by.name() + " is retired: " + by.retired().get().reason());
        }
        return check(
                by.provider().equals(Optional.of(said.provider())),
                ObservationRefusal.NOT_ITS_PROVIDER,
                by.name() + " speaks for " + by.provider().orElse("no provider") + ", not for " + said.provider());
    }

    private static Optional<Fault> what(Tx tx, Observation said) {
        return check(
                        PriceFile.NAME.matcher(said.gpuClass()).matches()
                                && tx.first(
                                                "select 1 from hourglass.gpu_class where name = ?",
                                                row -> 1,
                                                said.gpuClass())
                                        .isPresent(),
                        ObservationRefusal.UNKNOWN_GPU_CLASS,
                        "not a listed GPU class: " + said.gpuClass())
                .or(() -> check(
                        names(PriceKind.values(), said.kind()),
                        ObservationRefusal.UNKNOWN_KIND,
                        "a kind is one of " + Arrays.toString(PriceKind.values()) + ": " + said.kind()))
                .or(() -> check(
                        names(Evidence.values(), said.evidence()),
                        ObservationRefusal.UNKNOWN_EVIDENCE,
                        "evidence is one of " + Arrays.toString(Evidence.values()) + ": " + said.evidence()));
    }

    private static Optional<Fault> size(Observation said) {
        return check(
                        PriceFile.NAME.matcher(said.region()).matches(),
                        ObservationRefusal.BAD_REGION,
                        "a region is 1 to 64 letters, digits and marks: " + said.region())
                .or(() -> check(
                        PriceFile.NAME.matcher(said.offer()).matches(),
                        ObservationRefusal.BAD_OFFER,
                        "an offer is named by 1 to 64 letters, digits and marks: " + said.offer()))
                .or(() -> check(
                        said.gpuCount() >= 1 && said.gpuCount() <= PriceFile.COUNT_MAX,
                        ObservationRefusal.BAD_GPU_COUNT,
                        "an offer has 1 to " + PriceFile.COUNT_MAX + " GPUs: " + said.gpuCount()))
                .or(() -> check(
                        said.price().compareTo(PriceFile.PRICE_MAX) <= 0,
                        ObservationRefusal.PRICE_TOO_LARGE,
                        "a price is " + PriceFile.PRICE_MAX + " at most: " + said.price()));
    }

    private Optional<Fault> time(Tx tx, Observation said, Instant now) {
        // Beyond what an instant can be is the future, too.
        if (said.observedAt() > now.getEpochSecond()) {
            return fault(ObservationRefusal.IN_THE_FUTURE, "it is " + now + ": " + said.observedAt());
        }
        LocalDate lastFixed = Timetable.provisionalDue(now);
        Instant cutOff = Timetable.provisional(lastFixed);
        Methodology methodology =
                methodologies.book(tx).on(lastFixed.plusDays(1)).methodology();
        Duration life = methodology.staleAfter(Evidence.valueOf(said.evidence()));
        return check(
                        said.observedAt() >= now.minus(life).getEpochSecond(),
                        ObservationRefusal.TOO_OLD,
                        said.evidence() + " prices count for " + life.toHours() + " hours")
                .or(() -> check(
                        Instant.ofEpochSecond(said.observedAt()).isAfter(cutOff),
                        ObservationRefusal.AFTER_CUT_OFF,
                        "what was observed up to " + cutOff + " had to be here by then"));
    }

    private static Optional<Fault> number(Tx tx, Observation said, Contributor by) {
        LocalDate day = Timetable.fixingAfter(Instant.ofEpochSecond(said.observedAt()));
        int most = ContributionTerms.on(tx, day).observationsMax();
        int there = tx.first(
                        "select count(*) from hourglass.contribution"
                                + " where day = ? and contributor = ? and gpu_class = ? and kind = ?",
                        row -> row.getInt(1),
                        day,
                        by.name(),
                        said.gpuClass(),
                        said.kind())
                .orElseThrow();
        return check(
                there < most, ObservationRefusal.TOO_MANY, "at most " + most + " of a contributor, an index and a day");
    }

    private static boolean names(Enum<?>[] constants, String name) {
        return Arrays.stream(constants).anyMatch(constant -> constant.name().equals(name));
    }

    private static Optional<Fault> check(boolean holds, ObservationRefusal reason, String detail) {
        return holds ? Optional.empty() : fault(reason, detail);
    }

    private static Optional<Fault> fault(ObservationRefusal reason, String detail) {
        return Optional.of(new Fault(reason, detail));
    }
}
