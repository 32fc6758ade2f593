package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import java.time.LocalDate;

/**
 * A member's margin fell below maintenance at a mark.
 *
 * @param missing to initial margin: what is to be added
 */
public record MarginCall(
        String party, LocalDate day, Amount margin, Amount maintenance, Amount initial, Amount missing) {}
