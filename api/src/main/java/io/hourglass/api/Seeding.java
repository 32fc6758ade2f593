package io.hourglass.api;

import io.hourglass.api.boot.Settings;
import java.time.Instant;

/**
 * What fills a Hourglass for a demonstration. It may be cut short anywhere and is then run again:
 * each thing in it has an id of its own and happens once.
 */
public interface Seeding {
    /** When frozen business time begins; asked before anything is up. */
    Instant beginning(Settings settings);

    /** Does what is not done yet. The work loops run beside it. */
    void run(Hourglass hourglass);
}
