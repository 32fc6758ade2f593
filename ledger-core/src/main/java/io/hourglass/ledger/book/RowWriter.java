package io.hourglass.ledger.book;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes a set's rows in one statement, a COPY or, for a small set, an INSERT, which takes one round
 * trip less. The trigger on the table proves them and moves the balances; with auto-commit on,
 * the statement is the whole transaction.
 */
final class RowWriter {
    /** Where rows of any month may go. */
    static final String ANY_MONTH = "transfer";

    /** Up to this many rows, one round trip less is taken to be worth more than a COPY. */
    private static final int INSERT_MAX = 8;

    private static final String CALL = "select hourglass.post_move(?::smallint" + ", ?".repeat(16) + ")";
    private static final String VALUES = "(" + "?,".repeat(TransferRow.WIDTH - 1) + "?)";

    /** The format's signature, no flags, no extension. */
    private static final byte[] COPY_HEAD =
            "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private final Connection connection;
    private final int ledger;
    private final String table;

    RowWriter(Connection connection, int ledger, String table) {
        this.connection = connection;
        this.ledger = ledger;
        this.table = table;
    }

    /**
     * @param ahead the set these rows follow, where it is still under way: they are sent at once, but
     *     ended only after it, and not at all if it fails. Another writer may have brought the head to
     *     the same size then, by entries on which neither these rows' balances nor their nodes were made
     */
    void write(Instant recorded, List<TransferRow> rows, @Nullable CompletableFuture<@Nullable SQLException> ahead)
            throws SQLException {
        if (rows.size() == 1 && ahead == null && rows.getFirst().isMoveAlone()) {
            call(recorded, rows.getFirst());
        } else if (rows.size() <= INSERT_MAX && ahead == null) {
            insert(recorded, rows);
        } else {
            copy(encode(ledger, recorded, rows), ahead);
        }
    }

    private void copy(byte[] tuples, @Nullable CompletableFuture<@Nullable SQLException> ahead) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy hourglass." + table + " (" + TransferRow.COLUMNS + ") from stdin (format binary)");
        try {
            copy.writeToCopy(tuples, 0, tuples.length);
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

    /**
     * A copy that is left open keeps its connection, of which the pool sees nothing: whoever got it next
     * would wait for ever. Where the server does not take the cancelling either, the connection goes.
     */
    private void abandon(CopyIn copy, Throwable because) throws SQLException {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
        if (copy.isActive()) {
            connection.abort(Runnable::run);
        }
    }

    /** One call, which spares the server the tables and the grouping of a set. */
    private void call(Instant recorded, TransferRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            row.bindMove(statement, ledger, recorded);
            statement.execute();
        }
    }

    private void insert(Instant recorded, List<TransferRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String sql = "insert into hourglass." + table + " (" + TransferRow.COLUMNS + ") values "
                + (VALUES + ",").repeat(rows.size() - 1) + VALUES;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            LocalDate effective = LocalDate.EPOCH;
            int at = 1;
            for (TransferRow row : rows) {
                TransferRow.Heading heading = row.heading();
                effective = heading == null ? effective : heading.entry().effective();
                row.bind(statement, at, ledger, recorded, effective);
                at += TransferRow.WIDTH;
            }
            statement.executeUpdate();
        }
    }

    private static byte[] encode(int ledger, Instant recorded, List<TransferRow> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * 384);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(COPY_HEAD);
            LocalDate effective = LocalDate.EPOCH;
            for (TransferRow row : rows) {
                TransferRow.Heading heading = row.heading();
                effective = heading == null ? effective : heading.entry().effective();
                row.copy(out, ledger, recorded, effective);
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
