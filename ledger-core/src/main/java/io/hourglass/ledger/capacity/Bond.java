package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;

/**
 * What an owner put up for its deliveries of a series.
 *
 * @param cash dollars that pay credits and repayments
 * @param starts from when on it delivers at its pace
 * @param pace GPU-hours an hour; without one, nothing is due before the series ends
 */
public record Bond(String owner, Series series, Amount cash, Instant starts, Amount pace) {}
