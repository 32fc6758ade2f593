package io.hourglass.pricing.bench;

import java.util.List;
import java.util.function.DoubleSupplier;

/** One computation that is timed. */
interface Scenario {

    /** What is computed. */
    String name();

    /** How many of them one run does, ours or a rival's. */
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

    /** Another library at the same work. */
    record Rival(String name, DoubleSupplier run) {}
}
