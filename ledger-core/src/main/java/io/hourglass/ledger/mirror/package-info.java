/**
 * The mirror: the chain's blocks and events in the database, and the moment they reach the books.
 *
 * <p>{@link io.hourglass.ledger.mirror.Mirror} walks the chain block by block and undoes what a
 * reorg takes away. Once a block is final its events are given to the rooms' {@link
 * io.hourglass.ledger.settlement.Effects}, in chain order, in the transaction that moves the final
 * cursor. A {@link io.hourglass.ledger.mirror.Level} says how sure a transaction is: seen, safe or
 * final.
 */
@NullMarked
package io.hourglass.ledger.mirror;

import org.jspecify.annotations.NullMarked;
