/**
 * Reconciliation: books, mirror and chain tie out at a final block, or a break says where not.
 *
 * <p>{@link io.hourglass.ledger.reconcile.Reconciler} makes a {@link
 * io.hourglass.ledger.reconcile.Report}: a {@link io.hourglass.ledger.reconcile.Report.Row} for each
 * asset and holder with the three totals, and a {@link io.hourglass.ledger.reconcile.Report.Break}
 * for each that differ. A break is closed with a reason by two people, and never deleted.
 */
@NullMarked
package io.hourglass.ledger.reconcile;

import org.jspecify.annotations.NullMarked;
