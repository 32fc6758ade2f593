package io.hourglass.pricing.index;

/** How much stands behind a price, weakest first (rulebook §2.4). */
public enum Evidence {
    /** A price on a public list. */
    LISTED,
    /** A quote that could have been taken at the time. */
    EXECUTABLE,
    /** A sale between different beneficial owners. */
    EXECUTED
}
