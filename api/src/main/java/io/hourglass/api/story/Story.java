package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole story, told from wherever it stands. Example: {@code new Story(hourglass, prices, folder).tell(
 * System.out::println)}.
 */
public final class Story {
    private static final Logger LOG = LoggerFactory.getLogger(Story.class);
    private static final List<Step> STEPS = List.of(
            new ObserveAndFix(),
            new ListAndMint(),
            new FundAccounts(),
            new Trade(),
            new TradeFuture(),
            new CreateUnits(),
            new RedeemHours(),
            new ReconcileAndProve());

    private final Stage stage;
    private final Figures figures = new Figures();

    /**
     * @param prices what the story is played on; its last day sets all dates
     * @param bundles the folder that gets the bundle
     */
    public Story(Hourglass hourglass, Prices prices, Path bundles) {
        this.stage = new Stage(hourglass, prices, bundles, figures);
    }

    /**
     * Tells every step; stops at the first that fails.
     *
     * @param progress gets a line a step
     * @return whether every step held
     */
    public boolean tell(Consumer<String> progress) {
        stage.hourglass().fuel(Cast.SENDERS);
        boolean ok = true;
        for (int i = 0; i < STEPS.size() && ok; i++) {
            ok = tell(i + 1, STEPS.get(i), progress);
        }
        return ok;
    }

    /** What was measured so far. */
    public Figures figures() {
        return figures;
    }

    private boolean tell(int number, Step step, Consumer<String> progress) {
        long began = System.nanoTime();
        String said;
        boolean ok;
        try {
            said = step.run(stage);
            ok = true;
        } catch (StoryFailure e) {
            said = String.valueOf(e.getMessage());
            ok = false;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} failed", step.name(), e);
            said = e.toString();
            ok = false;
        }
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        figures.step(step.name(), ok, millis, said);
        progress.accept("%d/%d %-18s %s %6.1f s  %s"
                .formatted(number, STEPS.size(), step.name(), ok ? "ok    " : "FAILED", millis / 1000.0, said));
        return ok;
    }
}
