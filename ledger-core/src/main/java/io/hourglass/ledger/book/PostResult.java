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

    /** The entry's sequence, or the refusal, as a room's request answers it. */
    default Outcome<Long> outcome() {
        return switch (this) {
            case Posted(long sequence) -> Outcome.done(sequence);
            case AlreadyPosted(long sequence) -> Outcome.done(sequence);
            case Refused(Reason reason, String detail) -> Outcome.refused(reason, detail);
        };
    }

    /** Why an entry is refused, in order of precedence. */
    enum Reason implements Refusal {
        /** Not looked at: too many are waiting. Ask again. */
        BUSY(503),
        MALFORMED(400),
        LIMIT(422),
        ID_REUSED(409),
        UNKNOWN_ACCOUNT(404),
        ASSET_MISMATCH(422),
        ACCOUNT_CLOSED(409),
        PENDING_NOT_FOUND(404),
        PENDING_ALREADY_POSTED(409),
        PENDING_ALREADY_RELEASED(409),
        PENDING_EXPIRED(409),
        PENDING_NOT_DUE(409),
        PENDING_EXCEEDED(422),
        /** A balance, or what is pending, would leave ±(2^62 - 1) units. */
        OVERFLOW(422),
        FLOOR(422);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }
    }
}
