package io.hourglass.api.story;

import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import java.time.LocalDate;
import java.util.List;

/** What price contributors do in the story: sign final fixings, so that they reach the oracle. */
final class Contribution {
    private Contribution() {}

    static void registerContributors(Stage stage) {
        for (String contributor : Cast.CONTRIBUTORS) {
            stage.ask(
                    "registering " + contributor,
                    tx -> stage.rooms().contributors().register(tx, contributor, stage.address(contributor), null));
        }
    }

    /** Sends the latest final headline fixing of every class; returns how many classes. */
    static int sendLatest(Stage stage) {
        LocalDate today = stage.today();
        List<PublishedFixing> latest = stage.read(tx -> stage.rooms().fixings().indices(tx).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .flatMap(index ->
                        stage.rooms().fixings().finals(tx, index, today.minusDays(7), today).reversed().stream()
                                .filter(fixing -> fixing.value().isPresent())
                                .limit(1))
                .toList());
        latest.forEach(fixing -> sign(stage, fixing.index(), fixing.day()));
        return latest.size();
    }

    /** Every contributor signs what is final of these days and is not on its way to the oracle yet. */
    static void sign(Stage stage, IndexName index, LocalDate from, LocalDate to) {
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            LocalDate one = day;
            if (stage.read(tx -> stage.rooms().votes().publication(tx, index, one))
                    .isEmpty()) {
                sign(stage, index, one);
            }
        }
    }

    /** Every contributor signs the day's final fixing, where there is one with a value. */
    static void sign(Stage stage, IndexName index, LocalDate day) {
        stage.read(tx -> stage.rooms().votes().ballot(tx, index, day))
                .ifPresent(ballot -> Cast.CONTRIBUTORS.forEach(contributor -> stage.ask(
                        contributor + " signing " + index + " of " + day,
                        tx -> stage.rooms().votes().submitVote(tx, ballot, stage.sign(contributor, ballot)))));
    }
}
