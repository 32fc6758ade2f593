package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Seeding;
import io.hourglass.api.access.KeyRing;
import io.hourglass.api.access.KeyRing.Holder;
import io.hourglass.api.access.Role;
import io.hourglass.api.boot.Faults;
import io.hourglass.api.boot.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

    /** The people of the demonstration. */
    private static final List<String> OWNERS = List.of("olga", "otto");

    private static final List<String> INVESTORS = List.of("ada", "bob", "cyd", "dan", "eve");

    private final Instance<Seeding> seedings;
    private final Event<Hourglass> cameUp;
    private final int port;
    private volatile @Nullable Hourglass hourglass;
    private volatile String waitingFor = "its parts";
    private volatile boolean stopping;
    private volatile Thread starter = Thread.currentThread();
    private final Instant since = Instant.now();

    Running(
            @Any Instance<Seeding> seedings,
            Event<Hourglass> cameUp,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.seedings = seedings;
        this.cameUp = cameUp;
        this.port = port;
    }

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

    /**
     * Once the port is ours: where it is another's, nothing else is begun. Nobody would hear what an
     * asynchronous observer throws, so all that can fail is the starter's.
     */
    void begin(@ObservesAsync HttpServerStart event) {
        starter = Thread.ofPlatform().name("start").unstarted(this::start);
        // Hibernate finds its entities through it; under test it is not the system's
        starter.setContextClassLoader(Running.class.getClassLoader());
        starter.start();
    }

    private void start() {
        try {
            Settings settings = Settings.from(environment());
            Optional<Seeding> seeding =
                    settings.demonstration() ? seedings.stream().findFirst() : Optional.empty();
            bringUp(seeding.map(story -> settings.beginning(story.beginning(settings)))
                            .orElse(settings))
                    .ifPresent(up -> serve(up, seeding));
        } catch (Faults.Unusable e) {
            LOG.error("Hourglass cannot start: {}", e.getMessage());
            Quarkus.asyncExit(1);
        } catch (RuntimeException e) {
            LOG.error("Hourglass cannot start: {}", e.getMessage(), e);
            Quarkus.asyncExit(1);
        }
    }

    void end(@Observes ShutdownEvent event) {
        stopping = true;
        awaitStarter();
        Hourglass up = hourglass;
        if (up != null) {
            up.close();
        }
    }

    /** Waits for a database or chain that is away; every other failure ends the service. */
    private Optional<Hourglass> bringUp(Settings settings) {
        while (!stopping) {
            try {
                return Optional.of(Hourglass.start(settings));
            } catch (RuntimeException e) {
                String away = Faults.away(e).orElseThrow(() -> e);
                waitingFor = "the " + away;
                LOG.warn("The {} does not answer, trying again: {}", away, e.getMessage());
            }
            pause();
        }
        return Optional.empty();
    }

    private void serve(Hourglass up, Optional<Seeding> seeding) {
        KeyRing ring = new KeyRing(up.settings().state().resolve("api-keys"));
        up.database().inTx(tx -> ring.provide(tx, up.rooms().access(), holders(up.settings())));
        up.startLoops();
        hourglass = up;
        cameUp.fire(up);
        LOG.info("Hourglass is up at http://localhost:{}/ - the API keys are in {}", port, ring.file());
        seeding.ifPresent(story -> Thread.ofPlatform().name("seeding").start(() -> tell(up, story)));
    }

    /** Tells the story to its end, over every failure of database and chain. */
    private void tell(Hourglass up, Seeding story) {
        LOG.info("The demonstration is being seeded; the console fills as it goes");
        while (!stopping) {
            try {
                story.run(up);
                LOG.info("The demonstration is seeded: http://localhost:{}/", port);
                return;
            } catch (RuntimeException e) {
                if (stopping) {
                    return;
                }
                if (Faults.away(e).isEmpty()) {
                    LOG.error("The demonstration stopped: {}", e.getMessage(), e);
                    return;
                }
            }
            pause();
        }
    }

    /** The environment; what is configured under the same names otherwise comes first. */
    private static Map<String, String> environment() {
        Map<String, String> names = new HashMap<>(System.getenv());
        Config config = ConfigProvider.getConfig();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("HOURGLASS_")) {
                config.getOptionalValue(name, String.class).ifPresent(value -> names.put(name, value));
            }
        }
        return names;
    }

    private static List<Holder> holders(Settings settings) {
        List<Holder> holders = new ArrayList<>(List.of(Holder.of(Role.OPERATOR)));
        if (settings.demonstration()) {
            holders.add(Holder.of(Role.AUDITOR));
            holders.add(Holder.of(Role.CONTRIBUTOR));
            OWNERS.forEach(name -> holders.add(Holder.of(Role.OWNER, name)));
            INVESTORS.forEach(name -> holders.add(Holder.of(Role.INVESTOR, name)));
        }
        return holders;
    }

    /** What is half up when the service is told to end comes up first: then it can be brought down. */
    private void awaitStarter() {
        try {
            if (starter != Thread.currentThread()) {
                starter.join(Duration.ofSeconds(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
