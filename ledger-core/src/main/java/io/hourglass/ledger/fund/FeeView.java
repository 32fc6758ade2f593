package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The management fee.
 *
 * @param ratePpm millionths of NAV a 365.25-day year
 * @param capPpm the highest rate there can ever be, by the contract's code
 * @param accruedUntil to when it was made in units; null before the chain said so
 * @param taken units made for it, in all
 */
public record FeeView(long ratePpm, long capPpm, @Nullable Instant accruedUntil, Amount taken) {}
