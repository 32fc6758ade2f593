package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import java.util.UUID;

/**
 * One movement of one asset between two accounts, in one phase or two.
 *
 * <p>The chain is the second phase: what needs settlement is {@link Reserve}d, and {@link Post}ed
 * when its event is final or {@link Release}d when it will not happen.
 */
public sealed interface Transfer {

    /** Moves now. */
    record Move(String from, String to, Amount amount) implements Transfer {}

    /** Sets aside at {@code from}; the amount cannot be spent twice, and moves only when posted. */
    record Reserve(UUID pending, String from, String to, Amount amount) implements Transfer {}

    /** Moves what was reserved, in full. */
    record Post(UUID pending) implements Transfer {}

    /** Gives back what was reserved (TigerBeetle's void; a word Java keeps for itself). */
    record Release(UUID pending) implements Transfer {}
}
