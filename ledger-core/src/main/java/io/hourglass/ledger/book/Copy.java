package io.hourglass.ledger.book;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows through COPY, the fastest way into a table: a statement like any other, triggers included. */
final class Copy {
    private Copy() {}

    /** @param into table and columns, {@code hourglass.moved (position, delta)} */
    static void in(Connection connection, String into, Tuples rows) throws SQLException {
        String sql = "copy " + into + " from stdin (format binary)";
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            rows.writeTo(copy);
            copy.endCopy();
        } catch (SQLException | RuntimeException | Error e) {
            abandon(connection, copy, e);
            throw e;
        }
    }

    /**
     * A copy that is left open keeps its connection, of which the pool sees nothing: whoever got it next
     * would wait for ever. Where the server does not take the cancelling either, the connection goes.
     */
    private static void abandon(Connection connection, CopyIn copy, Throwable because) throws SQLException {
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
}
