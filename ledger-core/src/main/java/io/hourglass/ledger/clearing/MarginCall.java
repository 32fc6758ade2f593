package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A member's margin fell below maintenance at a mark.
 *
 * @param missing to initial margin: what is to be added
 * @param deadline who has less than maintenance then is in default
 */
public record MarginCall(
        String party,
        LocalDate day,
        Amount margin,
        Amount maintenance,
        Amount initial,
        Amount missing,
        Instant deadline) {}
