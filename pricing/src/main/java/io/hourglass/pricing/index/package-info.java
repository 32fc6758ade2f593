/**
 * The Hourglass GPU Index: from price observations to one fixing a day.
 *
 * <p>An {@link io.hourglass.pricing.index.Observation} says what a provider asks. The {@link
 * io.hourglass.pricing.index.IndexEngine} keeps a {@link
 * io.hourglass.pricing.index.ProviderHistory} of each provider, screens its price against it, and
 * lets the accepted ones cast {@link io.hourglass.pricing.index.Vote}s. The day ends in a {@link
 * io.hourglass.pricing.index.Fixing} with its {@link io.hourglass.pricing.index.Receipts}, from
 * which anyone can compute it again, or in a {@link io.hourglass.pricing.index.Gap} that says why.
 * All figures of the rules are data: {@link io.hourglass.pricing.index.Methodology}.
 */
@NullMarked
package io.hourglass.pricing.index;

import org.jspecify.annotations.NullMarked;
