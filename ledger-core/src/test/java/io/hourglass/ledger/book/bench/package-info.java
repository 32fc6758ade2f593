/**
 * How fast the books are, beside what else PostgreSQL could do on the same machine.
 *
 * <p>A {@link io.hourglass.ledger.book.bench.Scenario} is one kind of load; a {@link
 * io.hourglass.ledger.book.bench.Run} of it is a few seconds of callers who each wait for a durable
 * answer before they ask again. The baselines (one insert, TPC-B), the usual way to write a ledger
 * and {@link io.hourglass.ledger.book.bench.Books ours} take turns on one server with one set of
 * settings, so that a ratio of two rates means something where a rate alone would not.
 */
@NullMarked
package io.hourglass.ledger.book.bench;

import org.jspecify.annotations.NullMarked;
