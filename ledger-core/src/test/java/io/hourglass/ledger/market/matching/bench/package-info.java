/**
 * Matching alone, beside exchange-core's book: the same commands, checked to come to the same trades and
 * the same depth, played in turn.
 */
@NullMarked
package io.hourglass.ledger.market.matching.bench;

import org.jspecify.annotations.NullMarked;
