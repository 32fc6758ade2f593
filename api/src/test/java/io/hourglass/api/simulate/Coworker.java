package io.hourglass.api.simulate;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import io.hourglass.ledger.book.Schema;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A second service on the database and the chain of another one, in a process of its own, which is killed with
 * {@code kill -9} soon after it is up, and started again, until it is closed.
 */
final class Coworker implements AutoCloseable {
    /** Long enough to be in the middle of something, short enough to be so often. */
    private static final int LIVES_MILLIS = 700;

    private final Map<String, String> environment;
    private final Path folder;
    private int started;
    private final Thread killer;
    private volatile boolean closed;
    private final Queue<Process> standby = new ArrayDeque<>();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger work = new AtomicInteger();

    /** @param state the other's, whose database and chain are embedded */
    Coworker(Hourglass other, Path state) throws IOException {
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
                "http://localhost:" + port(other.machines().devChainProcess()),
                "HOURGLASS_CLOCK",
                "business");
        folder = state.resolveSibling("coworkers");
        killer = Thread.ofPlatform().start(this::killAgainAndAgain);
    }

    /** How often it was killed when it was up. */
    int kills() {
        return kills.get();
    }

    /** How much it did before it was. */
    int work() {
        return work.get();
    }

    @Override
    public void close() {
        closed = true;
        try {
            killer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String port(long process) {
        List<String> arguments = List.of(
                ProcessHandle.of(process).orElseThrow().info().arguments().orElseThrow());
        return arguments.get(arguments.indexOf("--port") + 1);
    }

    /** Others come up meanwhile: one works as soon as the one before it is dead. */
    private void killAgainAndAgain() {
        try {
            standby.addAll(List.of(start(), start()));
            while (!closed) {
                standby.add(start());
                Process next = standby.remove();
                try (BufferedReader said = next.inputReader();
                        BufferedWriter told = next.outputWriter()) {
                    String up = said.readLine();
                    told.write("go\n");
                    told.flush();
                    Thread.sleep(LIVES_MILLIS);
                    next.destroyForcibly().waitFor();
                    kills.addAndGet(up == null ? 0 : 1);
                    said.lines().mapToInt(Integer::parseInt).forEach(work::addAndGet);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            standby.forEach(Process::destroyForcibly);
        }
    }

    private Process start() throws IOException {
        Path own = Files.createDirectories(folder.resolve(String.valueOf(++started)));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Coworker.class.getName())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(own.resolve("log").toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("HOURGLASS_STATE", own.toString());
        return builder.start();
    }

    /** Says when it is up, waits until it is told to go, and says each time it has done something how much that was. */
    public static void main(String... none) throws InterruptedException, IOException {
        try (Hourglass hourglass = Hourglass.start(Settings.from(System.getenv()))) {
            System.out.println("up");
            int told = System.in.read();
            while (told >= 0) {
                int done = hourglass.pump();
                if (done > 0) {
                    System.out.println(done);
                } else {
                    Thread.sleep(5);
                }
            }
        }
    }
}
