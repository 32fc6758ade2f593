package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Hash;
import java.time.Instant;

/**
 * A step in which an estate sold, or bought back, what it had taken over: an order.
 *
 * @param remaining lots to go when it was taken; positive is to be sold
 * @param resting lots on the other side of the book within the price band
 * @param lots of the order
 */
public record DisposalStep(
        long number, Future future, long remaining, long resting, long lots, Hash order, Instant taken) {}
