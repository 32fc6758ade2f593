package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Schema;
import io.hourglass.ledger.book.Scratch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one PostgreSQL everything here is measured on, with a database for our books and one for the
 * rivals.
 *
 * <p>The embedded launcher trades durability for speed unless told otherwise; here a commit must
 * reach the disk, so those settings are given back and looked at again, and memory that poses as a
 * disk is refused.
 */
public final class Server implements AutoCloseable {
    /** The rivals' database. */
    static final String RIVALS = "rivals";

    /** WAL for some five million transfers. */
    private static final int WAL_GB = 4;

    private static final int SEGMENTS_PER_GB = 64;
    private static final int BUFFERS_GB = 4;
    private static final int PAGES_PER_GB = 131_072;

    private static final String BOOKS = "books";
    private static final String PROVED = "proved";
    private static final String YOUNG = "young";
    private static final String OPENED = "opened";
    private static final String UNPROVED = "unproved";
    private static final Schema.Passwords PASSWORDS = new Schema.Passwords("owner", "service", "auditor");
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final List<String> SHOWN = List.of(
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "wal_level",
            "commit_delay",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "max_connections");

    private final Path data;
    private final EmbeddedPostgres postgres;
    private final List<String> databases = new ArrayList<>();
    private long laid;

    private Server(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    /**
     * Starts it and migrates the books.
     *
     * @param folder on a disk; the data is kept in it and removed on closing
     */
    public static Server start(Path folder) throws IOException, SQLException {
        return start(folder, WAL_GB);
    }

    /** @param wal how many GB of it are laid out before, and may be written with no checkpoint but the timed ones */
    static Server start(Path folder, int wal) throws IOException, SQLException {
        Files.createDirectories(folder);
        String disk = Files.getFileStore(folder).type();
        if (disk.equals("tmpfs") || disk.equals("ramfs")) {
            throw new IllegalStateException(folder + " is in memory (" + disk + "): a commit there is not durable");
        }
        Path data = Files.createTempDirectory(folder, "books-bench-");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgres"))
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", BUFFERS_GB + "GB")
                .setServerConfig("min_wal_size", wal + "GB")
                // a checkpoint begins after half of it
                .setServerConfig("max_wal_size", Math.max(16, 3 * wal) + "GB")
                .setServerConfig("checkpoint_timeout", "15min")
                .setServerConfig("max_connections", "200")
                .start();
        Server server = new Server(data, postgres);
        try {
            server.prove();
            server.touchBuffers();
            server.layWal(wal * SEGMENTS_PER_GB);
            server.migrate(BOOKS);
            server.run(
                    "postgres",
                    "create database " + RIVALS + " template template0 locale 'C' locale_provider builtin"
                            + " builtin_locale 'C.UTF-8'");
            server.databases.add(RIVALS);
            return server;
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Fills the shared buffers once, as a server has that has been in service: in a new one each page a table grows
     * by is memory that the system has yet to clear and hand out.
     */
    private void touchBuffers() throws SQLException {
        // a row is most of a page; not logged, so that nothing of it is left once it is dropped
        run("postgres", "create unlogged table touched (page text storage plain)");
        run(
                "postgres",
                "insert into touched select repeat('x', 8000) from generate_series(1, " + BUFFERS_GB * PAGES_PER_GB
                        + ")");
        run("postgres", "drop table touched");
    }

    /**
     * Leaves segments of WAL to be used again, as a server has that has been in service: a new one would
     * make and zero one after another, most of all for whoever writes most.
     */
    private void layWal(int segments) throws SQLException {
        try (Connection superuser = DriverManager.getConnection(url("postgres"), "postgres", "postgres");
                Statement statement = superuser.createStatement()) {
            for (int i = 0; i < segments; i++) {
                statement.execute("select pg_logical_emit_message(true, 'bench', ''), pg_switch_wal()");
            }
            statement.execute("checkpoint");
        }
        laid = segmentsMade();
    }

    /** How many segments of WAL were made since the start, because those laid out were used up. */
    long segmentsNotLaid() throws SQLException {
        return segmentsMade() - laid;
    }

    private long segmentsMade() throws SQLException {
        return Long.parseLong(
                ask("select sum(writes)::bigint::text from pg_stat_io where object = 'wal' and context = 'init'"));
    }

    private void prove() throws SQLException {
        for (String name : DURABLE) {
            String value = ask("show " + name);
            if (!value.equals("on")) {
                throw new IllegalStateException(name + " is " + value + ", not on: nothing durable to measure");
            }
        }
    }

    /** Our books with the rights of the service. */
    Database books(int connections) {
        return service(BOOKS, connections);
    }

    /** A new database of our schema, with the rights of the service. */
    public Database database(String name, int connections) {
        migrate(name);
        return service(name, connections);
    }

    private Database service(String database, int connections) {
        return new Database(new Database.Settings(url(database), Schema.SERVICE, PASSWORDS.service(), connections));
    }

    /** Other books of ours, of the same age as those without their proof. */
    Database proved(int connections) {
        return database(PROVED, connections);
    }

    /** Books of ours with little in them, for when the others are full. */
    Database young(int connections) {
        return database(YOUNG, connections);
    }

    /** Books of ours with as many accounts as the full ones, and little else. */
    Database opened(int connections) {
        return database(OPENED, connections);
    }

    /** Books of our schema that believe what is written to them, with the rights of a superuser. */
    Database unproved(int connections) throws SQLException {
        migrate(UNPROVED);
        try (Connection superuser = DriverManager.getConnection(url(UNPROVED), "postgres", "postgres")) {
            Unproved.strip(superuser);
        }
        return new Database(new Database.Settings(url(UNPROVED), "postgres", "postgres", connections));
    }

    private void migrate(String database) {
        Schema.bootstrap(url("postgres"), "postgres", "postgres", database, PASSWORDS);
        Schema.migrate(url(database), Schema.OWNER, PASSWORDS.owner());
        databases.add(database);
    }

    /** A connection to the rivals' database. */
    Connection rival() throws SQLException {
        return DriverManager.getConnection(url(RIVALS), "postgres", "postgres");
    }

    int port() {
        return postgres.getPort();
    }

    /** A folder for files that go when the server does. */
    public Path scratch() {
        return data;
    }

    /** How many bytes of WAL were ever written. */
    long wal() throws SQLException {
        return Long.parseLong(ask("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint::text"));
    }

    /**
     * Writes all dirty pages now. What is changed first after this is written to the WAL as a whole page,
     * so it belongs before a warm-up, not before a round.
     */
    public void checkpoint() throws SQLException {
        run("postgres", "checkpoint");
    }

    /** Fresh statistics, after a bulk of rows, for whoever's statements need them. */
    void analyze() throws SQLException {
        for (String database : databases) {
            run(database, "vacuum analyze");
        }
    }

    public String version() throws SQLException {
        return ask("show server_version");
    }

    public String disk() throws IOException {
        return Files.getFileStore(data).type();
    }

    public Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : SHOWN) {
            settings.put(name, ask("show " + name));
        }
        return settings;
    }

    /** Writes dirty pages before it asks the server to stop: the launcher waits five seconds for that. */
    @Override
    public void close() {
        try {
            checkpoint();
        } catch (SQLException e) {
            System.err.println("bench: the server is stopped as it is: " + e.getMessage());
        }
        try {
            postgres.close();
            Scratch.remove(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void run(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
