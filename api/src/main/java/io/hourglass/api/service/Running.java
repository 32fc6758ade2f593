package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.boot.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one {@link Hourglass} of this service, brought up beside the web server, so that health can
 * say what is missing. A database or chain that is away is waited for.
 */
@ApplicationScoped
public class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private volatile @Nullable Hourglass hourglass;
    private volatile String waitingFor = "its parts";
    private volatile boolean stopping;
    private final Instant since = Instant.now();

    /** Not up yet; the request may be repeated. */
    public static final class Starting extends RuntimeException {
        private static final long serialVersionUID = 1;

        Starting(String waitingFor) {
            super("Hourglass is starting and waits for " + waitingFor);
        }
    }

    /** @throws Starting until everything is up */
    public Hourglass get() {
        Hourglass up = hourglass;
        if (up == null) {
            throw new Starting(waitingFor);
        }
        return up;
    }

    public Optional<Hourglass> ifUp() {
        return Optional.ofNullable(hourglass);
    }

    /** What the start waits for. */
    public String waitingFor() {
        return waitingFor;
    }

    public Instant since() {
        return since;
    }

    void begin(@Observes StartupEvent event) {
        Settings settings = Settings.from(System.getenv());
        Thread.ofPlatform().name("start").start(() -> bringUp(settings));
    }

    void end(@Observes ShutdownEvent event) {
        stopping = true;
        Hourglass up = hourglass;
        if (up != null) {
            up.close();
        }
    }

    private void bringUp(Settings settings) {
        while (!stopping) {
            try {
                Hourglass started = Hourglass.start(settings);
                started.startLoops();
                hourglass = started;
                return;
            } catch (RuntimeException e) {
                Optional<String> away = Faults.away(e);
                if (away.isEmpty()) {
                    LOG.error("Hourglass cannot start: {}", e.getMessage(), e);
                    Quarkus.asyncExit(1);
                    return;
                }
                waitingFor = "the " + away.get();
                LOG.warn("The {} does not answer, trying again: {}", away.get(), e.getMessage());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
