/**
 * The books: parties, accounts, entries and the journal, the only writer of postings.
 *
 * <p>An {@link io.hourglass.ledger.book.Account} is a path that counts one asset; an {@link
 * io.hourglass.ledger.book.Entry} is a list of {@link io.hourglass.ledger.book.Transfer}s of which
 * all happen or none do, with the {@link io.hourglass.ledger.book.Cause} that says why. {@link
 * io.hourglass.ledger.book.Journal} posts entries inside a room's own transaction and answers each
 * with a {@link io.hourglass.ledger.book.PostResult}; {@link io.hourglass.ledger.book.Lane} gathers
 * the entries of many callers and commits them in sets. Both decide in memory ({@code Evaluation}),
 * write one row a transfer, and leave it to the database to prove the rows and move the balances.
 *
 * <p>Whoever writes holds the ledger's head from then until the commit, so the order of the journal
 * is the order of commits, and what is committed is sealed in the log: there is nothing to catch up.
 * {@link io.hourglass.ledger.book.Database} runs the transactions every room works in.
 *
 * <p>{@link io.hourglass.ledger.book.Operations} says what may be posted by hand, and {@link
 * io.hourglass.ledger.book.Upkeep} does what a ledger needs done as time passes.
 */
@NullMarked
package io.hourglass.ledger.book;

import org.jspecify.annotations.NullMarked;
