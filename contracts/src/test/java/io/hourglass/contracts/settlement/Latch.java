package io.hourglass.contracts.settlement;

import io.hourglass.ledger.book.Schema;
import io.hourglass.ledger.book.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Keeps a transaction open at a row it inserts, so that whoever began it can be killed in the middle. */
final class Latch implements AutoCloseable {
    private static final long LOCK = 4711;

    private final Connection connection;
    private final String table;

    /**
     * @param when of which rows, {@code when (...)}, or empty for all
     * @param nth at which of these rows of a transaction it waits
     */
    Latch(TestDatabase database, String table, String when, int nth) {
        this.table = table;
        try {
            connection = DriverManager.getConnection(database.url(), Schema.OWNER, "owner");
            run("select pg_advisory_lock(" + LOCK + ")");
            run("""
                    create or replace function hourglass.latch() returns trigger language plpgsql as $$
                    declare
                        nth int := coalesce(nullif(current_setting('latch.seen', true), ''), '0')::int + 1;
                    begin
                        perform set_config('latch.seen', nth::text, true);
                        if nth = tg_argv[0]::int then
                            perform pg_advisory_xact_lock(%d);
                        end if;
                        return new;
                    end
                    $$
                    """.formatted(LOCK));
            run("create trigger latch before insert on hourglass." + table + " for each row " + when
                    + " execute function hourglass.latch(" + nth + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isReached() {
        try (Statement statement = connection.createStatement();
                ResultSet waiting =
                        statement.executeQuery("select 1 from pg_locks where locktype = 'advisory' and objid = " + LOCK
                                + " and not granted")) {
            return waiting.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whoever waits goes on, and finds that who asked is gone. */
    @Override
    public void close() {
        try (connection) {
            run("select pg_advisory_unlock(" + LOCK + ")");
            run("drop trigger latch on hourglass." + table);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
