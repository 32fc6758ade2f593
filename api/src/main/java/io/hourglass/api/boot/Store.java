package io.hourglass.api.boot;

import io.hourglass.api.boot.Settings.DatabaseSettings;
import io.hourglass.api.boot.Settings.Login;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The database, migrated: the one the settings name, or an embedded server.
 *
 * @param local the embedded server, if it is one
 */
record Store(Optional<LocalPostgres> local, Database database) implements AutoCloseable {
    private static final String NAME = "hourglass";
    private static final int CONNECTIONS = 24;

    static Store open(Settings settings, StateFolder state) {
        try {
            return settings.database()
                    .map(given -> new Store(Optional.empty(), migrated(given)))
                    .orElseGet(() -> embedded(state));
        } catch (Schema.MadeEarlier e) {
            throw new Faults.Unusable(madeEarlier(settings), e);
        }
    }

    private static String madeEarlier(Settings settings) {
        return settings.database().isPresent()
                ? "the database was made by an earlier version of Hourglass: name an empty one to begin anew"
                : "the state in " + settings.state().toAbsolutePath().normalize()
                        + " was made by an earlier version of Hourglass:"
                        + " delete the folder or move it away to begin anew";
    }

    private static Store embedded(StateFolder state) {
        LocalPostgres server = LocalPostgres.start(state.resolve("postgres"));
        try {
            Schema.Passwords passwords = new Schema.Passwords(
                    Secret.in(state.resolve("postgres/owner-password")),
                    Secret.in(state.resolve("postgres/service-password")),
                    Secret.in(state.resolve("postgres/auditor-password")));
            Login superuser = server.superuser();
            Schema.bootstrap(server.url("postgres"), superuser.user(), superuser.password(), NAME, passwords);
            Database database = migrated(new DatabaseSettings(
                    server.url(NAME),
                    new Login(Schema.OWNER, passwords.owner()),
                    new Login(Schema.SERVICE, passwords.service())));
            return new Store(Optional.of(server), database);
        } catch (RuntimeException e) {
            closeQuietly(server, e);
            throw e;
        }
    }

    private static Database migrated(DatabaseSettings given) {
        Schema.migrate(given.url(), given.owner().user(), given.owner().password());
        return new Database(new Database.Settings(
                given.url(), given.service().user(), given.service().password(), CONNECTIONS));
    }

    @Override
    public void close() {
        database.close();
        local.ifPresent(server -> {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void closeQuietly(LocalPostgres server, RuntimeException because) {
        try {
            server.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
