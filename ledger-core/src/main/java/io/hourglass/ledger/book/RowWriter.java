package io.hourglass.ledger.book;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes a set's rows in one statement, a COPY or, for the smallest set, an INSERT, which takes one
 * round trip less. The trigger on the table proves them and moves the balances; with auto-commit on,
 * the statement is the whole transaction.
 */
final class RowWriter {
    private static final String COPY = "copy hourglass.transfer (" + TransferRow.COLUMNS + ") from stdin";
    private static final String INSERT = "insert into hourglass.transfer (" + TransferRow.COLUMNS + ") values ("
            + "?,".repeat(TransferRow.COLUMNS.split(",", -1).length - 1) + "?)";

    private RowWriter() {}

    /**
     * @param ahead what must have ended well before the rows do: they follow the head it moves. Where it
     *     failed, another writer may have brought the head to the same size by other entries, on which
     *     neither these rows' balances nor their nodes of the log were made
     */
    static void write(
            Connection connection,
            int ledger,
            Instant recorded,
            List<TransferRow> rows,
            @Nullable CompletableFuture<@Nullable SQLException> ahead)
            throws SQLException {
        if (rows.size() == 1 && ahead == null) {
            insert(connection, ledger, recorded, rows.getFirst());
        } else if (!rows.isEmpty()) {
            copy(connection.unwrap(PGConnection.class), encode(ledger, recorded, rows), ahead);
        }
    }

    private static void copy(
            PGConnection connection, byte[] text, @Nullable CompletableFuture<@Nullable SQLException> ahead)
            throws SQLException {
        CopyIn copy = connection.getCopyAPI().copyIn(COPY);
        try {
            copy.writeToCopy(text, 0, text.length);
            if (ahead != null) {
                copy.flushCopy();
                if (ahead.join() != null) {
                    throw new SQLException("the set before this one was not written", "40001");
                }
            }
            copy.endCopy();
        } catch (SQLException | RuntimeException | Error e) {
            abandon(copy, e);
            throw e;
        }
    }

    /** A copy that is left open keeps its connection, even a broken one: a rollback would wait for it for ever. */
    private static void abandon(CopyIn copy, Throwable because) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private static void insert(Connection connection, int ledger, Instant recorded, TransferRow row)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            row.bind(statement, ledger, recorded);
            statement.executeUpdate();
        }
    }

    private static byte[] encode(int ledger, Instant recorded, List<TransferRow> rows) {
        StringBuilder text = new StringBuilder(rows.size() * 384);
        String moment = CanonicalLine.instant(recorded);
        String effective = "";
        for (TransferRow row : rows) {
            TransferRow.Heading heading = row.heading();
            if (heading != null) {
                effective = heading.entry().effective().toString();
            }
            row.copyText(text, ledger, moment, effective);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
