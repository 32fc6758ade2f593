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

    /** @param ahead what must have ended before the rows are: they follow the head it moves */
    static void write(
            Connection connection,
            int ledger,
            Instant recorded,
            List<TransferRow> rows,
            @Nullable CompletableFuture<?> ahead)
            throws SQLException {
        if (rows.size() == 1 && ahead == null) {
            insert(connection, ledger, recorded, rows.getFirst());
        } else if (!rows.isEmpty()) {
            byte[] text = encode(ledger, recorded, rows);
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try {
                send(copy, text, ahead);
            } finally {
                // Where the server goes away in a COPY, the driver leaves the connection locked by it, of
                // which the pool sees nothing: whoever got that connection next would wait for ever.
                if (copy.isActive()) {
                    connection.abort(Runnable::run);
                }
            }
        }
    }

    private static void send(CopyIn copy, byte[] text, @Nullable CompletableFuture<?> ahead) throws SQLException {
        copy.writeToCopy(text, 0, text.length);
        if (ahead != null) {
            copy.flushCopy();
            ahead.join();
        }
        copy.endCopy();
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
