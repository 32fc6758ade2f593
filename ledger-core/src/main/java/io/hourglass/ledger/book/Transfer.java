package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One movement of one asset between two accounts, in one phase or two.
 *
 * <p>The chain is the second phase: what needs settlement is {@link Reserve}d, and {@link Post}ed
 * when its event is final or {@link Release}d when it will not happen.
 */
public sealed interface Transfer {

    /** Moves now. */
    record Move(String from, String to, Amount amount) implements Transfer {}

    /** Moves now as much as both accounts' floors allow, up to a limit; refused where that is nothing. */
    record MoveUpTo(String from, String to, Amount limit) implements Transfer {}

    /**
     * Sets aside at {@code from}; the amount cannot be spent twice, and moves only when posted.
     *
     * @param expires from when on, by the journal's recording time, it can only be expired; to the
     *     microsecond. Null: it waits for as long as it takes
     */
    record Reserve(
            UUID pending,
            String from,
            String to,
            Amount amount,
            @Nullable Instant expires) implements Transfer {
        public Reserve {
            expires = expires == null ? null : expires.truncatedTo(ChronoUnit.MICROS);
        }

        public Reserve(UUID pending, String from, String to, Amount amount) {
            this(pending, from, to, amount, null);
        }
    }

    /**
     * Moves what was reserved, in full or in part; the rest of it is released.
     *
     * @param part null for all of it
     */
    record Post(UUID pending, @Nullable Amount part) implements Transfer {
        public Post(UUID pending) {
            this(pending, null);
        }
    }

    /** Gives back what was reserved (TigerBeetle's void; a word Java keeps for itself). */
    record Release(UUID pending) implements Transfer {}

    /** Gives back what was reserved until a moment that has come. {@link Journal#expire} asks for it. */
    record Expire(UUID pending) implements Transfer {}
}
