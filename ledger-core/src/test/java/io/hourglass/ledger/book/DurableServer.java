package io.hourglass.ledger.book;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of a test's own that keeps what it commits: on a given data directory and port, so that
 * it can be killed and started again as the same server.
 */
public final class DurableServer implements AutoCloseable {
    private static final Schema.Passwords PASSWORDS = new Schema.Passwords("owner", "service", "auditor");
    private static final String NAME = "hourglass";

    private final Path data;
    private final Map<String, String> settings;
    private EmbeddedPostgres postgres;

    /** Starts it, with the books migrated. */
    public DurableServer(Path data, Map<String, String> settings) throws IOException {
        this.data = data;
        this.settings = settings;
        this.postgres = start(0);
        Schema.bootstrap(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", NAME, PASSWORDS);
        Schema.migrate(postgres.getJdbcUrl(Schema.OWNER, NAME), Schema.OWNER, PASSWORDS.owner());
    }

    /** As the service, whose password is {@code service}. */
    public Database.Settings settings(int connections) {
        String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + NAME;
        return new Database.Settings(url, Schema.SERVICE, PASSWORDS.service(), connections);
    }

    /** Kills the postmaster and all its children at once, as a machine does that loses its power. */
    public void kill() throws IOException {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** The postmaster and then its children; none where the server has given up by itself. */
    List<ProcessHandle> processes() throws IOException {
        return postmaster().stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
    }

    /** Runs a statement as superuser, outside any transaction. */
    void run(String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Starts it again on the same port; it recovers by itself. */
    public void startAgain() throws IOException {
        int port = postgres.getPort();
        postgres.close();
        postgres = start(port);
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data.resolve("postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                : Optional.empty();
    }

    private EmbeddedPostgres start(int port) throws IOException {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(2))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
        settings.forEach(builder::setServerConfig);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}
