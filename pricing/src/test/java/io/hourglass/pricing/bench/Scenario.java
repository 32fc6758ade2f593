package io.hourglass.pricing.bench;

import java.util.List;
import java.util.function.DoubleSupplier;

/** One computation that is timed. */
interface Scenario {

    /** What is computed. */
    String name();

    /** How many of them one run does. */
    int operations();

    /** Does them, and gives a number that depends on each, so that none can be left out. */
    double run();

    /** Who else does the same. */
    default List<Rival> rivals() {
        return List.of();
    }

    /** What must be reached. */
    Goal goal();

    /** How exact it is, in lines for people: ours and the rivals'. */
    default List<String> accuracy() {
        return List.of();
    }

    /**
     * Another library, or another way, at the same work.
     *
     * @param operations how many of them one run of the rival does
     */
    record Rival(String name, int operations, DoubleSupplier run) {}
}
