/**
 * Settlement: the port to the chain, the outbox that gets transactions there exactly once, and the
 * batches trades settle in.
 *
 * <p>{@link io.hourglass.ledger.settlement.Chain} is ledger-core's one port. What Hourglass asks of
 * the contracts is a {@link io.hourglass.ledger.settlement.ChainCall}; what they say is a {@link
 * io.hourglass.ledger.settlement.ChainEvent}. Rooms plan calls in the {@code Outbox}, in the same
 * transaction as their own rows, and hear of final events through {@link
 * io.hourglass.ledger.settlement.Effects}.
 */
@NullMarked
package io.hourglass.ledger.settlement;

import org.jspecify.annotations.NullMarked;
