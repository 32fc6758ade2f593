/** Sender, mirror and reconciliation on a real chain with a real database. */
@NullMarked
package io.hourglass.contracts.settlement;

import org.jspecify.annotations.NullMarked;
