package io.hourglass.api.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One work loop: turns as long as there is work, rests when there is none, and after a failure
 * tries again, at first at once and then ever less often.
 */
public final class WorkLoop {
    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration REST_MIN = Duration.ofMillis(20);
    private static final Duration REST_MAX = Duration.ofMillis(250);
    private static final Duration FAILED_REST_MAX = Duration.ofSeconds(3);

    private final String name;
    private final IntSupplier work;
    private final Supplier<Optional<String>> trouble;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable Failure failure;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    private record Failure(Instant since, String why) {}

    /**
     * @param done units of work since the start
     * @param failingSince since when every turn failed; empty while it works
     * @param why the last failure
     */
    public record Status(String name, long done, Optional<Instant> failingSince, String why) {}

    /** @param work one turn; answers how much it did */
    public WorkLoop(String name, IntSupplier work) {
        this(name, work, Optional::empty);
    }

    /** @param trouble what kept the last turn from its work, where the work says so itself */
    public WorkLoop(String name, IntSupplier work, Supplier<Optional<String>> trouble) {
        this.name = name;
        this.work = work;
        this.trouble = trouble;
    }

    public String name() {
        return name;
    }

    /** One turn, by whoever wants it done now; never two at once. Throws what fails. */
    public int turn() {
        turn.lock();
        try {
            int did = work.getAsInt();
            done.addAndGet(did);
            trouble.get().ifPresentOrElse(this::failed, this::recovered);
            return did;
        } catch (RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
            LOG.debug("{} failed", name, e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Turns on a thread of its own until {@link #stop}. */
    public void start() {
        stopped = false;
        thread = Thread.ofVirtual().name("work-" + name).start(this::run);
    }

    /** Ends the loop after the turn it is in. */
    public void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            // woken, not interrupted: a turn in the middle of a transaction ends it first
            LockSupport.unpark(running);
            try {
                running.join(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public Status status() {
        Failure now = failure;
        return new Status(
                name,
                done.get(),
                Optional.ofNullable(now).map(Failure::since),
                Optional.ofNullable(now).map(Failure::why).orElse(""));
    }

    private void run() {
        Duration rest = REST_MIN;
        while (!stopped) {
            rest = next(rest);
            if (!rest.isZero() && !stopped) {
                LockSupport.parkNanos(this, rest.toNanos());
            }
        }
    }

    /** Takes a turn; answers how long to rest after it. */
    private Duration next(Duration before) {
        try {
            return turn() > 0 ? Duration.ZERO : longer(before, REST_MAX);
        } catch (RuntimeException e) {
            return longer(before, FAILED_REST_MAX);
        }
    }

    private static Duration longer(Duration rest, Duration max) {
        if (rest.compareTo(REST_MIN) < 0) {
            return REST_MIN;
        }
        Duration twice = rest.multipliedBy(2);
        return twice.compareTo(max) > 0 ? max : twice;
    }

    private void recovered() {
        Failure before = failure;
        if (before != null) {
            failure = null;
            LOG.info("{} works again, after failing since {}", name, before.since());
        }
    }

    private void failed(String why) {
        Failure before = failure;
        failure = new Failure(before == null ? Instant.now() : before.since(), why);
        if (before == null) {
            LOG.warn("{} fails and will be tried again: {}", name, why);
        }
    }
}
