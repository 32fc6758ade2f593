package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.money.Price;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a step works with: all of Hourglass, the script, the figures, and patience.
 */
final class Stage extends Acting {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Prices prices;
    private final Script script;
    private final Path bundles;
    private final Figures figures;

    Stage(Hourglass hourglass, Prices prices, Path bundles, Figures figures) {
        super(hourglass, PATIENCE);
        this.prices = prices;
        this.script = new Script(prices.lastDay());
        this.bundles = bundles;
        this.figures = figures;
    }

    Prices prices() {
        return prices;
    }

    Script script() {
        return script;
    }

    Figures figures() {
        return figures;
    }

    /** Where the story's bundles go, a folder each. */
    Path bundles() {
        return bundles;
    }

    /** The two GPU classes the story trades: of those with a fixing on its first day, the best known. */
    List<GpuClass> classes() {
        List<GpuClass> fixed = read(tx -> rooms().fixings().indices(tx).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .filter(index -> value(tx, index).isPresent())
                .map(IndexName::gpu)
                .sorted(byFame())
                .toList());
        if (fixed.size() < 2) {
            throw new StoryFailure("the story needs two GPU classes with a fixing of " + script.firstDay()
                    + ", there are " + fixed.size() + ": prices of at least 5 providers make a fixing");
        }
        return fixed.subList(0, 2);
    }

    /** What a GPU-hour of the class cost on the story's first day. */
    Price spot(GpuClass gpu) {
        return read(tx -> value(tx, IndexName.headline(gpu)))
                .orElseThrow(() -> new StoryFailure("no fixing of " + gpu + " on " + script.firstDay()));
    }

    private Optional<Price> value(Tx tx, IndexName index) {
        LocalDate day = script.firstDay();
        return rooms().fixings().history(tx, index, day, day).stream()
                .flatMap(fixing -> fixing.value().stream())
                .findFirst();
    }
}
