package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery stood at a moment, and what the holder is credited for it.
 *
 * @param expected hours due by then
 * @param metered of those, hours read; readings count that came within the time of grace
 * @param shortfall ten-thousandths short of what the owner promised
 * @param credited dollars due to the holder so far, this measure included
 * @param fromBond dollars paid for this measure out of the owner's bond
 * @param fromEscrow dollars paid for it out of the delivery's escrow, where the bond was too small
 */
public record Measure(
        int number,
        Instant measured,
        Amount expected,
        Amount metered,
        int shortfall,
        Amount credited,
        Amount fromBond,
        Amount fromEscrow,
        Stage stage,
        @Nullable String reason) {}
