package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Seeding;
import io.hourglass.api.boot.Settings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the service with the story, once; killed in the middle, it goes on where it stood. */
@Singleton
public final class Demonstration implements Seeding {
    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);

    @Override
    public Instant beginning(Settings settings) {
        return new Script(prices(settings).lastDay()).begins();
    }

    @Override
    public void run(Hourglass hourglass) {
        Settings settings = hourglass.settings();
        Path told = settings.state().resolve("story.json");
        if (Files.exists(told)) {
            LOG.info("The story was told before: {}", told);
            return;
        }
        Story story = new Story(hourglass, prices(settings), settings.state().resolve("bundles"));
        if (!story.tell(LOG::info)) {
            throw new IllegalStateException("a step of the story did not hold");
        }
        try {
            story.figures().writeTo(told);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Prices prices(Settings settings) {
        try {
            return settings.prices().isPresent() ? Prices.of(settings.prices().get()) : Prices.sample();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
