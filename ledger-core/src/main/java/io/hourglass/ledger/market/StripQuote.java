package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Price;
import org.jspecify.annotations.Nullable;

/**
 * What a strip of one lot brings and costs now, made of its months' best prices: their mean, rounded to the
 * micro-dollar against whoever takes it.
 *
 * @param bid null where a month has none
 * @param ask null where a month has none
 */
public record StripQuote(@Nullable Price bid, @Nullable Price ask) {}
