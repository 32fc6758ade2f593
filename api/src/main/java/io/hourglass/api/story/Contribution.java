package io.hourglass.api.story;

import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import java.time.LocalDate;
import java.util.List;

/** What price contributors do: sign final fixings, so that they reach the oracle. */
public final class Contribution {
    private Contribution() {}

    public static void registerContributors(Acting acting) {
        for (String contributor : Cast.CONTRIBUTORS) {
            acting.ask(
                    "registering " + contributor,
                    tx -> acting.rooms().contributors().register(tx, contributor, acting.address(contributor), null));
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
    public static void sign(Acting acting, IndexName index, LocalDate from, LocalDate to) {
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            LocalDate one = day;
            if (acting.read(tx -> acting.rooms().votes().publication(tx, index, one))
                    .isEmpty()) {
                sign(acting, index, one);
            }
        }
    }

    /** Every contributor signs the day's final fixing, where there is one with a value. */
    private static void sign(Acting acting, IndexName index, LocalDate day) {
        acting.read(tx -> acting.rooms().votes().ballot(tx, index, day))
                .ifPresent(ballot -> Cast.CONTRIBUTORS.forEach(contributor -> acting.ask(
                        contributor + " signing " + index + " of " + day,
                        tx -> acting.rooms().votes().submitVote(tx, ballot, acting.sign(contributor, ballot)))));
    }
}
