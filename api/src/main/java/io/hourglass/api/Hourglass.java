package io.hourglass.api;

import io.hourglass.api.boot.Faults;
import io.hourglass.api.boot.Machines;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.settlement.Chain;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * All of Hourglass in one object: the machines it runs on, its rooms, and their work loops. The
 * service, the demonstration and the tests use the same one.
 *
 * <p>Example: {@code try (Hourglass h = Hourglass.start(Settings.embedded(folder))) { ... }}.
 */
public final class Hourglass implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);

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
        Hourglass hourglass = wired(settings, Machines.start(settings));
        try {
            hourglass.setClocks();
            return hourglass;
        } catch (RuntimeException e) {
            hourglass.close();
            throw e;
        }
    }

    private static Hourglass wired(Settings settings, Machines machines) {
        try {
            return new Hourglass(settings, machines);
        } catch (RuntimeException e) {
            machines.close();
            throw e;
        }
    }

    public Settings settings() {
        return settings;
    }

    public Database database() {
        return machines.database();
    }

    public Chain chain() {
        return machines.chain();
    }

    /** Signs what people sign, with the keys the service keeps for them. */
    public Wallet wallet() {
        return machines.wallet();
    }

    public Machines machines() {
        return machines;
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

    /**
     * Works until nothing is in flight: every planned call is final or voided, the mirror has booked
     * the final head, and no loop finds anything to do.
     *
     * @throws IllegalStateException if that takes longer than {@code patience}; it says what is open
     */
    public void awaitQuiet(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (!settled()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("not quiet after " + patience + ": " + inFlight());
            }
        }
    }

    /** Moves business time forward, and an embedded chain's time with it. */
    public Instant advanceTo(Instant instant) {
        Outcome<Instant> moved = database().decide(tx -> rooms.clock().advanceTo(tx, instant));
        machines.advanceChainTo(moved.orThrow());
        return moved.orThrow();
    }

    /** Ether for the transactions of these keys, where it is ours to give. */
    public void fuel(Collection<String> keys) {
        machines.fuel(keys);
    }

    @Override
    public void close() {
        for (WorkLoop loop : loops) {
            loop.stop();
        }
        rooms.orders().close();
        rooms.lane().close();
        machines.close();
    }

    private void setClocks() {
        if (settings.frozenClock()) {
            Instant begins = settings.begins().orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
            Instant stands = database().inTx(tx -> rooms.clock().freeze(tx, begins));
            machines.advanceChainTo(stands);
        } else {
            database().inTx(rooms.clock()::refresh);
        }
    }

    /** A pump; whether it found nothing and nothing is in flight. A part that is away is waited for. */
    private boolean settled() {
        try {
            if (pump() > 0) {
                return false;
            }
            boolean quiet = database()
                    .inTx(tx -> rooms.settlement().open(tx) == 0
                            && rooms.mirror()
                                    .status(tx)
                                    .map(MirrorStatus::finalLag)
                                    .equals(Optional.of(0L)));
            if (quiet
                    && loops.stream()
                            .allMatch(loop -> loop.status().failingSince().isEmpty())) {
                return true;
            }
        } catch (RuntimeException e) {
            if (Faults.away(e).isEmpty()) {
                throw e;
            }
        }
        rest();
        return false;
    }

    private String inFlight() {
        return database()
                .inTx(tx -> rooms.settlement().open(tx) + " calls open, mirror "
                        + rooms.mirror().status(tx) + ", "
                        + loops.stream().map(WorkLoop::status).toList());
    }

    private static void rest() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
