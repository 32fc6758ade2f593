/** Reconciliation over HTTP: the three totals at a final block, and their breaks. */
@NullMarked
package io.hourglass.api.reconcile;

import org.jspecify.annotations.NullMarked;
