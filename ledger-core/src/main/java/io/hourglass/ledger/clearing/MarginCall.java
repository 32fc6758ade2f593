package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A member's margin fell below maintenance at a mark.
 *
 * @param concentration of initial, what only the books ask: until that is met, nothing of the member's may grow
 * @param missing to initial margin: what is to be added
 * @param deadline who has less than maintenance of the rest then is in default
 */
public record MarginCall(
        String party,
        LocalDate day,
        MarkCycle cycle,
        Amount margin,
        Amount maintenance,
        Amount initial,
        Amount concentration,
        Amount missing,
        Instant deadline) {}
