package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;

/**
 * A member's margin.
 *
 * @param posted what Clearing holds for it
 * @param required initial margin of its positions and of its orders at their worst, with what it
 *     owes since the last mark
 * @param maintenance below this, margin is called
 * @param free posted and not on its way out, less what is required; negative when some is missing
 * @param share of the default fund
 */
public record MarginView(String party, Amount posted, Amount required, Amount maintenance, Amount free, Amount share) {}
