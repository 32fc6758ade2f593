package io.hourglass.ledger.book;

import java.sql.Connection;
import org.hibernate.StatelessSession;

/**
 * One database transaction: entities through {@link #session}, sets of rows through {@link
 * #connection}; both are the same transaction.
 */
public record Tx(StatelessSession session, Connection connection) {}
