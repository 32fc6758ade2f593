package io.hourglass.ledger.book;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several queries that go to the server together and are answered together. They run one after another
 * all the same: each sees what was committed before it began, and holds what those before it have locked.
 * For what is small and asked often, where going there and back is most of the time it takes.
 */
public final class RoundTrip {
    private final Connection connection;
    private final List<Query> queries = new ArrayList<>();

    /** Gets each row of a result. */
    public interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private record Query(String sql, Each each, List<@Nullable Object> arguments) {}

    RoundTrip(Connection connection) {
        this.connection = connection;
    }

    /**
     * Asks for one thing more.
     *
     * @param sql one query, without a semicolon
     * @param arguments as {@link Tx#query} takes them
     */
    public RoundTrip ask(String sql, Each each, @Nullable Object... arguments) {
        queries.add(new Query(sql, each, Arrays.asList(arguments)));
        return this;
    }

    /** Goes, and hands out the rows in the order they were asked for. */
    public void go() {
        try {
            send();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    void send() throws SQLException {
        String sql = queries.stream().map(Query::sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Query query : queries) {
                for (@Nullable Object argument : query.arguments) {
                    statement.setObject(at, Tx.written(connection, argument));
                    at++;
                }
            }
            boolean more = statement.execute();
            for (Query query : queries) {
                if (!more) {
                    throw new IllegalStateException("no rows are answered by: " + query.sql);
                }
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        query.each.row(rows);
                    }
                }
                more = statement.getMoreResults();
            }
        }
    }
}
