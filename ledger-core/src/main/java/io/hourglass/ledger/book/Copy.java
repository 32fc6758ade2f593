package io.hourglass.ledger.book;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows through COPY, the fastest way into a table: a statement like any other, triggers included. */
final class Copy {
    private Copy() {}

    /** @param sql {@code copy ... from stdin}, in the format the bytes are in */
    static void in(Connection connection, String sql, byte[] rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copy.writeToCopy(rows, 0, rows.length);
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

    /** The text format: a line a row, tabs between the columns. */
    static byte[] text(List<@Nullable Object[]> rows) {
        StringBuilder lines = new StringBuilder();
        for (@Nullable Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                if (i > 0) {
                    lines.append('\t');
                }
                append(lines, row[i]);
            }
            lines.append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder lines, @Nullable Object value) {
        if (value == null) {
            lines.append("\\N");
            return;
        }
        String text = value.toString();
        if (isPlain(text)) {
            lines.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> lines.append("\\\\");
                case '\t' -> lines.append("\\t");
                case '\n' -> lines.append("\\n");
                case '\r' -> lines.append("\\r");
                default -> lines.append(c);
            }
        }
    }

    private static boolean isPlain(String text) {
        return text.indexOf('\\') < 0 && text.indexOf('\t') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }
}
