package io.hourglass.api.boot;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.settlement.Chain;
import java.sql.SQLException;
import java.util.Optional;

/** What a failure comes down to: a part that is away, or something a person has to put right. */
public final class Faults {
    private Faults() {}

    /** What was found cannot be gone on with; the message tells a person what to do, and is all there is to say. */
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String message, Throwable cause) {
            super(message, cause);
        }

        Unusable(String message) {
            super(message);
        }
    }

    /** {@code database}, {@code signer} or {@code chain}; empty for every other failure. */
    public static Optional<String> away(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Chain.SignerUnreachable) {
                return Optional.of("signer");
            }
            if (cause instanceof Chain.Unreachable) {
                return Optional.of("chain");
            }
            if (cause instanceof Database.Unreachable || (cause instanceof SQLException sql && connectionLost(sql))) {
                return Optional.of("database");
            }
        }
        return Optional.empty();
    }

    /** SQLSTATE class 08 is a connection that failed, 57P0x a server that is going down. */
    private static boolean connectionLost(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P");
    }
}
