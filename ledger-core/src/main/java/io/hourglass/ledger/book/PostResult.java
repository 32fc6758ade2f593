package io.hourglass.ledger.book;

/** What became of an entry. A refusal writes nothing and does not spoil its neighbours. */
public sealed interface PostResult {

    /** Written, as the {@code sequence}-th entry of the journal (from 1). */
    record Posted(long sequence) implements PostResult {}

    /** The same id with the same content was written before. */
    record AlreadyPosted(long sequence) implements PostResult {}

    /** Not written; where several reasons hold, the first in the order of {@link Reason}. */
    record Refused(Reason reason, String detail) implements PostResult {}

    default boolean ok() {
        return !(this instanceof Refused);
    }

    /** Why an entry is refused, in order of precedence. */
    enum Reason {
        MALFORMED,
        LIMIT,
        ID_REUSED,
        UNKNOWN_ACCOUNT,
        ASSET_MISMATCH,
        ACCOUNT_CLOSED,
        PENDING_NOT_FOUND,
        PENDING_ALREADY_POSTED,
        PENDING_ALREADY_RELEASED,
        OVERFLOW,
        FLOOR
    }
}
