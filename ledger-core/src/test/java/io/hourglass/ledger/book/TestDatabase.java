package io.hourglass.ledger.book;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh, migrated database for a test: one PostgreSQL a JVM, one template, and a clone of it for
 * each {@link #fresh}, which goes when the next one comes after it was closed.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger CLONES = new AtomicInteger();
    private static final Schema.Passwords PASSWORDS = new Schema.Passwords("owner", "service", "auditor");
    private static final String TEMPLATE = "hourglass_template";

    private final String name;
    private final Database database;

    private TestDatabase(String name) {
        this.name = name;
        this.database = open(Schema.SERVICE, PASSWORDS.service());
    }

    /** A database nobody else uses, with the rights of the service. */
    public static Database fresh() {
        return open().database();
    }

    /** As {@link #fresh}, with its name and the other roles at hand. */
    public static TestDatabase open() {
        Server.dropUnused();
        String name = "hourglass_" + CLONES.incrementAndGet();
        Server.run(
                "create database " + name + " template " + TEMPLATE + " strategy file_copy owner " + Schema.OWNER,
                "revoke all on database " + name + " from public",
                "grant connect on database " + name + " to " + Schema.SERVICE + ", " + Schema.AUDITOR);
        TestDatabase clone = new TestDatabase(name);
        clone.database.ping(); // connected from now on, and so in use until it is closed
        return clone;
    }

    /** With the rights of the service. */
    public Database database() {
        return database;
    }

    /** With the rights of an auditor. */
    public Database auditor() {
        return open(Schema.AUDITOR, PASSWORDS.auditor());
    }

    /** With the rights of the schema's owner. */
    public Database owner() {
        return open(Schema.OWNER, PASSWORDS.owner());
    }

    public String name() {
        return name;
    }

    /** JDBC address of this database; the passwords are {@code owner}, {@code service}, {@code auditor}. */
    public String url() {
        return Server.url(name);
    }

    /** Runs a statement on the server as superuser, outside any transaction. */
    public static void asSuperuser(String sql) {
        Server.run(sql);
    }

    @Override
    public void close() {
        database.close();
    }

    private Database open(String user, String password) {
        return new Database(new Database.Settings(Server.url(name), user, password, 8));
    }

    /** The server, started on first use, in memory where there is room. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("max_wal_size", "256MB")
                        .setDataDirectory(Scratch.folder("postgres-"))
                        .start();
                Schema.bootstrap(
                        postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", TEMPLATE, PASSWORDS);
                Schema.migrate(postgres.getJdbcUrl(Schema.OWNER, TEMPLATE), Schema.OWNER, PASSWORDS.owner());
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static String url(String name) {
            return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + name;
        }

        /** Drops the clones that nobody is in any more: who has one open is connected to it. */
        static void dropUnused() {
            try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                List<String> unused = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("select datname from pg_database d"
                        + " where datname ~ '^hourglass_[0-9]+$'"
                        + " and not exists (select from pg_stat_activity where datid = d.oid)")) {
                    while (rows.next()) {
                        unused.add(rows.getString(1));
                    }
                }
                for (String name : unused) {
                    statement.execute("drop database " + name);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        static void run(String... each) {
            try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : each) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
