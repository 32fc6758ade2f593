/**
 * The books: parties, accounts, entries and the journal, the only writer of postings.
 *
 * <p>An {@link io.hourglass.ledger.book.Account} is a path that counts one asset; an {@link
 * io.hourglass.ledger.book.Entry} is a list of {@link io.hourglass.ledger.book.Transfer}s of which
 * all happen or none do, with the {@link io.hourglass.ledger.book.Cause} that says why. {@link
 * io.hourglass.ledger.book.Journal} posts entries and answers each with a {@link
 * io.hourglass.ledger.book.PostResult}. {@link io.hourglass.ledger.book.Database} runs the
 * transactions every room works in. {@link io.hourglass.ledger.book.Lane} gathers what many post at
 * once; {@link io.hourglass.ledger.book.Operations} says what may be posted by hand, and {@link
 * io.hourglass.ledger.book.Upkeep} does what a ledger needs done as time passes.
 */
@NullMarked
package io.hourglass.ledger.book;

import org.jspecify.annotations.NullMarked;
