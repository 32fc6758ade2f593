package io.hourglass.api.boot;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * PostgreSQL 18 in a folder of ours, listening on this machine only and asking for a password.
 *
 * <p>A server left over from a run that was killed is found by its pid file and stopped first; what
 * it had committed is there.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Duration STARTUP = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final String password;

    private LocalPostgres(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /** @param folder where data and password are kept */
    public static LocalPostgres start(Path folder) {
        Path data = folder.resolve("data");
        Path secret = folder.resolve("password");
        String password = Secret.in(secret);
        stopLeftOver(data);
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTUP)
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", secret.toString())
                    .setLocaleConfig("locale", "C.UTF-8")
                    .setOutputRedirector(Redirect.appendTo(folder.resolve("log").toFile()))
                    .setConnectConfig("password", password)
                    // the launcher turns durability off for tests; these are books
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("timezone", "UTC")
                    .start();
            return new LocalPostgres(server, password);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start in " + folder, e);
        }
    }

    public String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    public int port() {
        return server.getPort();
    }

    /** Who may create roles and databases. */
    public Settings.Login superuser() {
        return new Settings.Login("postgres", password);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** The server that runs on a folder's data, whoever started it. */
    static Optional<ProcessHandle> runningIn(Path folder) {
        return leftOver(folder.resolve("data/postmaster.pid"));
    }

    private static void stopLeftOver(Path data) {
        leftOver(data.resolve("postmaster.pid")).ifPresent(process -> {
            try {
                // SIGINT: PostgreSQL's fast shutdown
                new ProcessBuilder(List.of("kill", "-INT", Long.toString(process.pid())))
                        .start()
                        .waitFor();
                process.onExit().get(20, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (IOException | ExecutionException e) {
                throw new IllegalStateException("cannot stop the PostgreSQL left over as " + process.pid(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The pid may belong to anybody by now: only a process that is a postgres counts. */
    private static Optional<ProcessHandle> leftOver(Path pidFile) {
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            String pid = Files.readAllLines(pidFile).getFirst().strip();
            return ProcessHandle.of(Long.parseLong(pid)).filter(LocalPostgres::isPostgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.toLowerCase(Locale.ROOT).contains("postgres"))
                .orElse(false);
    }
}
