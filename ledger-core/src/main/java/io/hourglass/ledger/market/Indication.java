package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Price;

/**
 * What an auction would come to if it ended now.
 *
 * @param volume what would be traded: µGPU-hours or lots
 * @param surplus what buyers would be left with at the price; negative where sellers are
 */
public record Indication(Price price, long volume, long surplus) {}
