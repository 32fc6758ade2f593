package io.hourglass.ledger.book;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Writes a set's rows in one statement, a COPY or, for a small set, an INSERT, which takes one round
 * trip less. The trigger on the table proves them and moves the balances; with auto-commit on,
 * the statement is the whole transaction.
 */
final class RowWriter {
    /** Up to this many rows, one round trip less is worth more than what a COPY writes less of the database's log. */
    private static final int INSERT_MAX = 4;

    private static final String CALL = "select hourglass.post_move(?::smallint" + ", ?".repeat(16) + ")";
    private static final String TURN = "select hourglass.take_turn(?::smallint, ?)";
    private static final String VALUES = "(" + "?,".repeat(TransferRow.WIDTH - 1) + "?)";

    private final Connection connection;
    private final int ledger;
    private final String table;

    RowWriter(Connection connection, int ledger, String table) {
        this.connection = connection;
        this.ledger = ledger;
        this.table = table;
    }

    /** Writes the rows of whole entries, at least one, which the database proves, after the head as it is. */
    void write(Instant recorded, List<TransferRow> rows) throws SQLException {
        if (rows.size() == 1 && rows.getFirst().isMoveAlone()) {
            call(recorded, rows.getFirst());
        } else {
            writeSet(recorded, rows);
        }
    }

    /** The same for a set that may follow one still under way: it waits for whoever took the turn before. */
    void writeSet(Instant recorded, List<TransferRow> rows) throws SQLException {
        if (rows.size() <= INSERT_MAX) {
            insert(recorded, rows);
        } else {
            copy(recorded, rows);
        }
    }

    /** Takes the turn of the set that ends with this entry, until the transaction ends. */
    void takeTurn(long last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TURN)) {
            statement.setInt(1, ledger);
            statement.setLong(2, last);
            statement.execute();
        }
    }

    private void copy(Instant recorded, List<TransferRow> rows) throws SQLException {
        Tuples tuples = new Tuples(rows.size());
        LocalDate effective = LocalDate.EPOCH;
        for (TransferRow row : rows) {
            TransferRow.Heading heading = row.heading();
            effective = heading == null ? effective : heading.entry().effective();
            tuples.add(row.values(ledger, recorded, effective));
        }
        Copy.in(connection, "hourglass." + table + " (" + TransferRow.COLUMNS + ")", tuples);
    }

    /** One call, which spares the server the tables and the grouping of a set. */
    private void call(Instant recorded, TransferRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            row.bindMove(statement, ledger, recorded);
            statement.execute();
        }
    }

    private void insert(Instant recorded, List<TransferRow> rows) throws SQLException {
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
}
