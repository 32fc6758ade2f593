package io.hourglass.api.story;

import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.LoadReport;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;

/** Step 1: every observation is taken in or refused for a named reason, and every day is fixed. */
final class ObserveAndFix implements Step {

    @Override
    public String name() {
        return "observe, fix";
    }

    @Override
    public String run(Stage stage) throws IOException {
        LoadReport loaded;
        try (Reader prices = stage.prices().open()) {
            loaded = stage.done(
                    "loading " + stage.prices().name(),
                    stage.rooms().observations().load(prices, stage.prices().name()));
        }
        stage.awaitQuiet();
        Contribution.registerContributors(stage);
        stage.awaitQuiet();
        int sent = Contribution.sendLatest(stage);
        stage.awaitQuiet();

        Fixings.Counts counts = stage.read(stage.rooms().fixings()::counts);
        if (loaded.rows() != loaded.accepted() + loaded.refusedRows()) {
            throw new StoryFailure("rows were dropped in silence");
        }
        stage.figures().put("prices.file", stage.prices().name());
        stage.figures().put("prices.rows", loaded.rows());
        stage.figures().put("prices.refused", loaded.refusedRows());
        loaded.refused().forEach((reason, rows) -> stage.figures()
                .put("refused." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), rows));
        return "%,d rows, %,d refused %s; %,d fixings of %d GPU classes, the latest %d on chain"
                .formatted(
                        loaded.rows(),
                        loaded.refusedRows(),
                        loaded.refused(),
                        counts.fixings(),
                        counts.classes(),
                        sent);
    }
}
