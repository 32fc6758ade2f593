package io.hourglass.ledger.book;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * The transactions every room works in, over a pool of connections to one PostgreSQL database.
 *
 * <p>Work that loses a race (serialization failure, deadlock, a key that another takes) or whose connection
 * breaks before the commit is run again, so it must have no effect but on its {@link Tx}. When the server goes away or
 * its machine fails it, calls throw {@link Unreachable}; when it is back they work again.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 6;
    /** The last: another found a key free too, and was first; looked for again, it is there. */
    private static final Set<String> LOST_RACE = Set.of("40001", "40P01", "23505");

    private static final Set<String> SERVER_GONE = Set.of("57P01", "57P02", "57P03");

    private final AgroalDataSource pool;
    private final SessionFactory sessions;

    /**
     * @param url {@code jdbc:postgresql://host:port/database}
     * @param connections most at a time
     */
    public record Settings(String url, String user, String password, int connections) {}

    /** Opens no connection yet: the server may come up later. */
    public Database(Settings settings) {
        this.pool = pool(settings);
        this.sessions = Persistence.createEntityManagerFactory(
                        "hourglass",
                        Map.of(
                                "jakarta.persistence.nonJtaDataSource",
                                pool,
                                // the rooms' own entities, not the same names from some other loader
                                "hibernate.classLoaders",
                                List.of(Database.class.getClassLoader())))
                .unwrap(SessionFactory.class);
    }

    /** Runs the work in a transaction and commits; an exception rolls back. */
    public <T extends @Nullable Object> T inTx(Function<Tx, T> work) {
        return attempt(work, result -> true);
    }

    /** Runs a request in a transaction: commits what is done, rolls back what is refused. */
    public <T> Outcome<T> decide(Function<Tx, Outcome<T>> request) {
        return attempt(request, outcome -> outcome instanceof Outcome.Done);
    }

    /** A connection that commits each statement: the caller's to close. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Whether the server answers now. */
    public boolean ping() {
        try {
            return inTx(tx -> !tx.query("select 1", row -> row.getInt(1)).isEmpty());
        } catch (Unreachable e) {
            return false;
        }
    }

    @Override
    public void close() {
        sessions.close();
        pool.close();
    }

    private <T extends @Nullable Object> T attempt(Function<Tx, T> work, Function<T, Boolean> keep) {
        for (int attempt = 1; ; attempt++) {
            boolean[] committing = {false};
            try {
                return once(work, keep, committing);
            } catch (SQLException | RuntimeException e) {
                SQLException cause = sqlCause(e);
                if (cause == null) {
                    throw rethrown(e);
                }
                boolean broken = broken(cause);
                boolean again = LOST_RACE.contains(state(cause)) || (broken && !committing[0]);
                if (!again || attempt == ATTEMPTS) {
                    throw broken || failed(cause) ? new Unreachable(cause) : rethrown(e);
                }
                pause(attempt);
            }
        }
    }

    private <T extends @Nullable Object> T once(Function<Tx, T> work, Function<T, Boolean> keep, boolean[] committing)
            throws SQLException {
        try (Connection connection = pool.getConnection();
                StatelessSession session = sessions.openStatelessSession(connection)) {
            var transaction = session.beginTransaction();
            try {
                T result = work.apply(new Tx(session, connection));
                if (keep.apply(result)) {
                    committing[0] = true;
                    transaction.commit();
                } else {
                    transaction.rollback();
                }
                return result;
            } catch (RuntimeException | Error e) {
                if (transaction.isActive()) {
                    rollBack(transaction::rollback, e);
                }
                throw e;
            }
        }
    }

    private static void rollBack(Runnable rollback, Throwable because) {
        try {
            rollback.run();
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    private static @Nullable SQLException sqlCause(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static boolean broken(SQLException e) {
        return state(e).startsWith("08") || SERVER_GONE.contains(state(e));
    }

    /** Class 53: no disk, memory or connections are left. 58030: it cannot be read or written. */
    private static boolean failed(SQLException e) {
        return state(e).startsWith("53") || state(e).equals("58030");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "08000" : e.getSQLState();
    }

    private static RuntimeException rethrown(Exception e) {
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getMessage(), e);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(5L << attempt) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static AgroalDataSource pool(Settings settings) {
        var configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(settings.connections())
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .idleValidationTimeout(Duration.ofSeconds(2))
                        .connectionValidator(io.agroal.api.configuration.AgroalConnectionPoolConfiguration
                                .ConnectionValidator.defaultValidator())
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(settings.url())
                                .principal(new NamePrincipal(settings.user()))
                                .credential(new SimplePassword(settings.password()))
                                .jdbcProperty("currentSchema", "hourglass")
                                .jdbcProperty("ApplicationName", "hourglass")
                                .jdbcProperty("loginTimeout", "5")
                                .jdbcProperty("tcpKeepAlive", "true")
                                .autoCommit(true)));
        try {
            return AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * The database server cannot be reached, went away, or was failed by its machine: its disk is full,
     * say. The message says which. What was not committed did not happen; whether it was committed may
     * be unknown, and asking again with the same id is safe.
     */
    public static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreachable(SQLException cause) {
            super(what(cause) + ": " + firstLine(cause), cause);
        }

        private static String what(SQLException cause) {
            String state = state(cause);
            if (state.equals("53100")) {
                return "the database's disk is full";
            }
            if (state.startsWith("53")) {
                return "the database has no memory or connections left";
            }
            return failed(cause) ? "the database's disk is failing" : "the database cannot be reached";
        }

        /** Hints and where in which function are for the server's own log. */
        private static String firstLine(SQLException cause) {
            return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
        }
    }
}
