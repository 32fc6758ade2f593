package io.hourglass.api.story;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the fund is measured against: two people agree on as many hours of every class that was fixed. */
final class ChooseBasket {
    private static final int DAYS_BEFORE = 20;
    private static final long HOURS = 100;

    private ChooseBasket() {}

    /** The index begins before the fund does. */
    static void begin(Stage stage) {
        var baskets = stage.rooms().baskets();
        if (!stage.read(baskets::baskets).isEmpty()) {
            return;
        }
        LocalDate day = stage.read(tx -> firstFinal(stage, tx));
        Map<IndexName, Long> hours = stage.read(tx -> fixed(stage, tx, day));
        int number = stage.ask("the basket", tx -> baskets.propose(tx, hours, day, "amy"))
                .number();
        stage.ask("the basket's approval", tx -> baskets.approve(tx, day, number, "ben"));
    }

    private static LocalDate firstFinal(Stage stage, Tx tx) {
        LocalDate today = stage.today();
        IndexName index = TradeFuture.future(stage).index();
        return stage.rooms().fixings().finals(tx, index, today.minusDays(DAYS_BEFORE), today).stream()
                .filter(fixing -> fixing.value().isPresent())
                .findFirst()
                .orElseThrow(() -> new StoryFailure("no final fixing of " + index + " to begin a basket with"))
                .day();
    }

    private static Map<IndexName, Long> fixed(Stage stage, Tx tx, LocalDate day) {
        Fixings fixings = stage.rooms().fixings();
        return fixings.indices(tx).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .filter(index -> value(fixings, tx, index, day).isPresent())
                .collect(Collectors.toMap(index -> index, index -> HOURS));
    }

    private static Optional<?> value(Fixings fixings, Tx tx, IndexName index, LocalDate day) {
        return fixings.find(tx, index, day, PublishedFixing.Status.FINAL).flatMap(PublishedFixing::value);
    }
}
