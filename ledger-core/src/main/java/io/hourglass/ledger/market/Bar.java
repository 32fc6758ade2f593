package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Price;
import java.time.LocalDate;

/**
 * A day of trades in an instrument, by the UTC calendar; voided trades are left out.
 *
 * @param volume µGPU-hours or lots
 * @param vwap the volume-weighted mean price, Σ quantity × price / Σ quantity, rounded half up to the
 *     micro-dollar
 * @param trades how many
 */
public record Bar(LocalDate day, Price open, Price high, Price low, Price close, long volume, Price vwap, int trades) {}
