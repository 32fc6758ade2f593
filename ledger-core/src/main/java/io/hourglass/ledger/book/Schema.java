package io.hourglass.ledger.book;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Makes the database what the rooms expect: its roles, the database itself, and the schema.
 *
 * <p>Three roles, least rights first: {@code hourglass_auditor} reads, {@code hourglass_service}
 * works but cannot touch what is written, {@code hourglass_owner} owns the schema and migrates it.
 */
public final class Schema {
    public static final String OWNER = "hourglass_owner";
    public static final String SERVICE = "hourglass_service";
    public static final String AUDITOR = "hourglass_auditor";

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private Schema() {}

    /** The three roles' passwords. */
    public record Passwords(String owner, String service, String auditor) {}

    /**
     * Creates roles and database where they are missing, and sets the passwords given. Safe to
     * repeat.
     *
     * @param url of any database of the server, as a superuser
     * @param database the name to create
     */
    public static void bootstrap(String url, String user, String password, String database, Passwords passwords) {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("not a database name: " + database);
        }
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            var roles = Map.of(OWNER, passwords.owner(), SERVICE, passwords.service(), AUDITOR, passwords.auditor());
            for (var role : roles.entrySet()) {
                if (!exists(connection, "select 1 from pg_roles where rolname = ?", role.getKey())) {
                    statement.execute("create role " + role.getKey() + " login");
                }
                String quoted = statement.enquoteLiteral(role.getValue());
                statement.execute("alter role " + role.getKey() + " password " + quoted);
            }
            if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
                // text is ordered by its bytes, by PostgreSQL itself: alike on every system, and faster
                statement.execute("create database " + database + " owner " + OWNER + " encoding 'UTF8'"
                        + " template template0 locale 'C' locale_provider builtin builtin_locale 'C.UTF-8'");
                statement.execute("revoke all on database " + database + " from public");
                statement.execute("grant connect on database " + database + " to " + SERVICE + ", " + AUDITOR);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the database: " + e.getMessage(), e);
        }
    }

    /** What is in the database was made by an earlier version, and cannot be brought to this one. */
    public static final class MadeEarlier extends RuntimeException {
        private static final long serialVersionUID = 1;

        MadeEarlier(FlywayValidateException cause) {
            super("the database was made by an earlier version", cause);
        }
    }

    /**
     * Brings the schema to the newest version; returns how many migrations ran.
     *
     * @throws MadeEarlier where migrations that ran before are not those of this version
     */
    public static int migrate(String url, String owner, String password) {
        try {
            return flyway(url, owner, password).migrate().migrationsExecuted;
        } catch (FlywayValidateException e) {
            throw new MadeEarlier(e);
        }
    }

    private static Flyway flyway(String url, String owner, String password) {
        return Flyway.configure()
                .dataSource(url, owner, password)
                .schemas("hourglass")
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load();
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
