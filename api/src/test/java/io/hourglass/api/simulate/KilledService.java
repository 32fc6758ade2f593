package io.hourglass.api.simulate;

import io.hourglass.api.Hourglass;
import io.hourglass.api.JavaProcess;
import io.hourglass.api.boot.Settings;
import io.hourglass.api.story.Acting;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.Schema;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A service in a process of its own, which alone does the work of a market acted out here, on the same database and
 * chain, and is killed with {@code kill -9} in the middle of it. Another one finds what it left and goes on.
 *
 * <p>It says which loop's turn begins; if it is that loop's turn to be killed, and there is more to do than to look,
 * it is killed. So a kill is never in a pause, and comes to each of {@link #LOOPS} as often as to the others.
 */
final class KilledService extends Acting implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A turn with nothing to do is over by then. */
    private static final int TURN_MILLIS = 4;

    private static final int STANDBY = 2;
    private static final String QUIET = "quiet";

    /** The loops that have much to do on a trading day. */
    static final List<String> LOOPS = List.of("index", "market", "clearing", "sender", "mirror");

    private final Map<String, String> environment;
    private final Path folder;
    private final int every;
    private final List<Kill> kills = new ArrayList<>();
    private final Queue<Life> standby = new ArrayDeque<>();
    private int rests;
    private int started;

    /** @param day on which it was killed, by the business clock */
    record Kill(String loop, LocalDate day) {}

    /**
     * @param hourglass where it is acted; its loops are never turned
     * @param state its folder, whose database and chain are embedded
     * @param every how many times the market comes to rest until the service is killed once
     */
    KilledService(Hourglass hourglass, Path state, int every) throws IOException {
        super(hourglass, PATIENCE);
        this.every = every;
        environment = Map.of(
                "HOURGLASS_DATABASE_URL",
                "jdbc:postgresql://localhost:"
                        + Files.readAllLines(state.resolve("postgres/data/postmaster.pid"))
                                .get(3) + "/hourglass",
                "HOURGLASS_DATABASE_OWNER",
                Schema.OWNER,
                "HOURGLASS_DATABASE_OWNER_PASSWORD",
                Files.readString(state.resolve("postgres/owner-password")).strip(),
                "HOURGLASS_DATABASE_USER",
                Schema.SERVICE,
                "HOURGLASS_DATABASE_PASSWORD",
                Files.readString(state.resolve("postgres/service-password")).strip(),
                "HOURGLASS_RPC_URL",
                "http://localhost:" + port(hourglass.machines().devChainProcess()),
                "HOURGLASS_CLOCK",
                "business");
        folder = state.resolveSibling("services");
        while (standby.size() < STANDBY) {
            standby.add(new Life());
        }
    }

    /** In the order in which they happened. */
    List<Kill> kills() {
        return List.copyOf(kills);
    }

    @Override
    protected int pump() {
        awaitQuiet();
        return 0;
    }

    @Override
    public void awaitQuiet() {
        try {
            String next = LOOPS.get(kills.size() % LOOPS.size());
            if (++rests >= every && !standby.element().work(next)) {
                standby.remove().close();
                kills.add(new Kill(next, today()));
                standby.add(new Life());
                rests = 0;
            }
            standby.element().work("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        standby.forEach(Life::close);
    }

    private static String port(long process) {
        List<String> arguments = List.of(
                ProcessHandle.of(process).orElseThrow().info().arguments().orElseThrow());
        return arguments.get(arguments.indexOf("--port") + 1);
    }

    /** One process, up until it is killed; it works when it is told to. */
    private final class Life implements AutoCloseable {
        private final Process process;
        private final BufferedWriter told;
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        Life() throws IOException {
            Path own = Files.createDirectories(folder.resolve(String.valueOf(++started)));
            ProcessBuilder builder = JavaProcess.of(KilledService.class)
                    .redirectError(own.resolve("log").toFile());
            builder.environment().putAll(environment);
            builder.environment().put("HOURGLASS_STATE", own.toString());
            process = builder.start();
            told = process.outputWriter();
            Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(said::add));
        }

        /** Works until all is quiet, or until this loop's turn has begun and lasts: then answers false. */
        boolean work(String killedIn) throws IOException, InterruptedException {
            told.write("go\n");
            told.flush();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline && process.isAlive()) {
                String line = said.poll(1, TimeUnit.SECONDS);
                if (QUIET.equals(line)) {
                    return true;
                }
                if (killedIn.equals(line) && lasts()) {
                    return false;
                }
            }
            throw new IllegalStateException("it is not quiet; see " + folder + "/" + started);
        }

        private boolean lasts() throws InterruptedException {
            Thread.sleep(TURN_MILLIS);
            return said.isEmpty();
        }

        @Override
        public void close() {
            // by its handle: the process itself would close its streams too, which are being read
            process.toHandle().destroyForcibly();
            process.onExit().join();
        }
    }

    /** Each time it is told to: says which loop's turn begins, until nothing is left to be done. */
    public static void main(String... none) throws IOException {
        try (Hourglass hourglass = Hourglass.start(Settings.from(System.getenv()));
                BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (told.readLine() != null) {
                while (turns(hourglass) > 0) {
                    Thread.onSpinWait();
                }
                hourglass.awaitQuiet(PATIENCE);
                System.out.println(QUIET);
            }
        }
    }

    private static int turns(Hourglass hourglass) {
        int did = 0;
        for (WorkLoop loop : hourglass.loops()) {
            System.out.println(loop.name());
            did += loop.turn();
        }
        return did;
    }
}
