package io.hourglass.api.story;

import java.io.IOException;

/** One of the eight steps. Running it again after it was cut short, or was done, changes nothing twice. */
interface Step {

    /** What the step is called in the progress and in the report: {@code observe, fix}. */
    String name();

    /**
     * Does it, and says in a sentence with figures what came of it.
     *
     * @throws StoryFailure when something that must hold does not
     */
    String run(Stage stage) throws IOException;
}
