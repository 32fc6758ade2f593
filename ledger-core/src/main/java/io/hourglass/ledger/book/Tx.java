package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * One database transaction: entities through {@link #session}, sets of rows through {@link
 * #connection}; both are the same transaction.
 *
 * <p>Arguments of {@link #run} and {@link #query} may be hashes and addresses (their written form),
 * instants, enums (their name) and collections (an array, of {@code bigint} where all are {@code Long} and there are
 * some, otherwise of text) besides what JDBC takes itself.
 */
public record Tx(StatelessSession session, Connection connection) {

    /** Reads the current row of a result. */
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement that changes rows; returns how many. */
    public int run(String sql, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /**
     * Writes many rows in one statement, several times faster than one after another.
     *
     * @param into table and columns, {@code hourglass.moved (position, delta)}
     * @param rows the columns' values, of the columns' very types: a {@code Long} is no integer's, and JSON is a
     *     {@link Jsonb}
     */
    public void copy(String into, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            Tuples tuples = new Tuples(rows.size());
            rows.forEach(tuples::add);
            Copy.in(connection, into, tuples);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** All rows of a query, in its order. */
    public <T> List<T> query(String sql, Reader<T> reader, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The first row of a query, if there is one. */
    public <T> Optional<T> first(String sql, Reader<T> reader, @Nullable Object... arguments) {
        return query(sql, reader, arguments).stream().findFirst();
    }

    /** Several queries to be asked at once. */
    public RoundTrip roundTrip() {
        return new RoundTrip(connection);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, written(connection, arguments[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** An argument as JDBC takes it. */
    static @Nullable Object written(Connection connection, @Nullable Object argument) throws SQLException {
        return switch (argument) {
            case Hash hash -> hash.hex();
            case Address address -> address.hex();
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Enum<?> constant -> constant.name();
            case Collection<?> many
            when !many.isEmpty() && many.stream().allMatch(Long.class::isInstance) ->
                connection.createArrayOf("int8", many.toArray(Long[]::new));
            case Collection<?> many ->
                // of strings: those the driver sends as they are, other objects it would write out as one text
                connection.createArrayOf(
                        "text", many.stream().map(Object::toString).toArray(String[]::new));
            case null, default -> argument;
        };
    }
}
