package io.hourglass.api;

import io.hourglass.api.boot.Machines;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.Database;
import java.util.List;

/**
 * All of Hourglass in one object: the machines it runs on, its rooms, and their work loops. The
 * service, the demonstration and the tests use the same one.
 *
 * <p>Example: {@code try (Hourglass h = Hourglass.start(Settings.embedded(folder))) { ... }}.
 */
public final class Hourglass implements AutoCloseable {
    private final Settings settings;
    private final Machines machines;
    private final Rooms rooms;
    private final List<WorkLoop> loops;

    private Hourglass(Settings settings, Machines machines) {
        this.settings = settings;
        this.machines = machines;
        this.rooms = Rooms.of(machines);
        this.loops = rooms.loops(machines.database());
    }

    /** Brings everything up, resuming what is there. Starts no work loop yet. */
    public static Hourglass start(Settings settings) {
        return new Hourglass(settings, Machines.start(settings));
    }

    public Settings settings() {
        return settings;
    }

    public Database database() {
        return machines.database();
    }

    public Rooms rooms() {
        return rooms;
    }

    public List<WorkLoop> loops() {
        return loops;
    }

    /** Lets every work loop run on a thread of its own until {@link #close}. */
    public void startLoops() {
        loops.forEach(WorkLoop::start);
    }

    /** One turn of every work loop, here and now; answers how much they did. */
    public int pump() {
        return loops.stream().mapToInt(WorkLoop::turn).sum();
    }

    @Override
    public void close() {
        for (WorkLoop loop : loops) {
            loop.stop();
        }
        machines.close();
    }
}
