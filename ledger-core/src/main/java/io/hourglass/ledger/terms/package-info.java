/**
 * Terms: what the other rooms go by from a day on, and how that changes.
 *
 * <p>Each kind of terms is a {@link io.hourglass.ledger.terms.TermSheet} its room declares: its table, which fields may
 * change between which values, and what makes the whole unsound. All change in one way, {@link
 * io.hourglass.ledger.terms.TermSheets}: one person proposes, another approves, nothing comes into force before the
 * terms' own notice is over, and each change is an entry of the journal that names the digest of what is then in force.
 * {@link io.hourglass.ledger.terms.TermsLog} lays rows and journal beside each other.
 *
 * <p>Example: {@code contract} terms with {@code band_percent} 15 from 2026-09-14 on, proposed on Monday the 7th.
 */
@NullMarked
package io.hourglass.ledger.terms;

import org.jspecify.annotations.NullMarked;
