/**
 * Capacity: what GPU owners list, have attested, sell forward as hours and deliver.
 *
 * <p>A {@link io.hourglass.ledger.capacity.GpuClass} in a {@link
 * io.hourglass.ledger.capacity.Region} for a delivery month is a {@link
 * io.hourglass.ledger.capacity.Series}; its hours are an asset of the books. {@link
 * io.hourglass.ledger.capacity.Capacity} lists, mints up to what was attested, redeems, meters and
 * expires; a serial of a GPU backs one listing a month. What was sold is held in escrow until it
 * is delivered.
 */
@NullMarked
package io.hourglass.ledger.capacity;

import org.jspecify.annotations.NullMarked;
