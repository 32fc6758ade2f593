package io.hourglass.api.story;

/** Something the story promises did not hold. */
public final class StoryFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoryFailure(String message) {
        super(message);
    }
}
