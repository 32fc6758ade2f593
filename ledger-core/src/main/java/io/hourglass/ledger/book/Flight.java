package io.hourglass.ledger.book;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A set's rows on their way into the database, perhaps after another set's. Each is written by one
 * thread, once.
 */
final class Flight {
    private final int ledger;
    private final String table;
    private final Instant recorded;
    private final List<TransferRow> rows;

    /** Whether the turn was taken, once that is known. */
    private final CompletableFuture<Boolean> inTurn = new CompletableFuture<>();

    private final CompletableFuture<@Nullable SQLException> end = new CompletableFuture<>();

    /** Let go of at the end, or every set would be kept by the one after it. */
    private @Nullable Flight ahead;

    /** @param ahead the set that these rows were made after, where it is still under way */
    Flight(int ledger, String table, Instant recorded, List<TransferRow> rows, @Nullable Flight ahead) {
        this.ledger = ledger;
        this.table = table;
        this.recorded = recorded;
        this.rows = rows;
        this.ahead = ahead;
    }

    /** Writes the rows in one statement, which is the whole transaction: for a set with none before or after it. */
    void writeAlone(Database database) {
        land(database, connection -> new RowWriter(connection, ledger, table).write(recorded, rows));
    }

    /**
     * Writes the rows of a set that others may follow, or that follows another. All is sent at once; the
     * database has it wait for its turn. It is committed only after the one ahead, and not at all if that
     * fails: another writer may have brought the head to the same size then, by entries on which neither
     * these rows' balances nor their nodes were made.
     */
    void writeInTurn(Database database) {
        land(database, connection -> {
            connection.setAutoCommit(false);
            try {
                write(new RowWriter(connection, ledger, table));
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
            connection.setAutoCommit(true);
        });
    }

    private void write(RowWriter writer) throws SQLException {
        writer.takeTurn(rows.getLast().sequence());
        inTurn.complete(true);
        if (ahead != null) {
            // a turn that nobody has taken yet is not waited for
            ahead.inTurn.join();
        }
        writer.writeSet(recorded, rows);
        if (ahead != null && ahead.failure() != null) {
            throw new SQLException("the set before this one was not written", "40001");
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private interface Writing {
        void to(Connection connection) throws SQLException;
    }

    private void land(Database database, Writing writing) {
        SQLException failure = null;
        try (Connection connection = database.connection()) {
            writing.to(connection);
        } catch (SQLException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new SQLException(e);
        }
        ahead = null;
        inTurn.complete(false);
        end.complete(failure);
    }

    /** Whether it is known how the writing ended. */
    boolean hasEnded() {
        return end.isDone();
    }

    /** Waits for the end: null if the rows are durable, or else why they may not be. */
    @Nullable
    SQLException failure() {
        return end.join();
    }
}
