package io.hourglass.ledger.market.matching.bench;

import java.util.List;

/**
 * What commands came to: equal for equal work.
 *
 * @param fills how many
 * @param quantity that was filled
 * @param traded Σ quantity × price
 * @param depth price, quantity and number of orders of each level, bids then offers, best first
 */
record Played(long fills, long quantity, long traded, List<String> depth) {}
