package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Amount;
import java.util.List;
import java.util.UUID;

/**
 * A rectangle that was bought.
 *
 * @param id what its trades settle under, in one call
 * @param cost what the hours cost together
 * @param orders one a month, filled
 * @param trades oldest first
 */
public record RectangleView(UUID id, Rectangle rectangle, Amount cost, List<OrderView> orders, List<UUID> trades) {}
