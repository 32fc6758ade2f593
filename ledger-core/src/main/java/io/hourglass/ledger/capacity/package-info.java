/**
 * Capacity: what GPU owners list, have attested, sell forward as hours and deliver.
 *
 * <p>A {@link io.hourglass.ledger.capacity.GpuClass} in a {@link
 * io.hourglass.ledger.capacity.Region} for a delivery month is a {@link
 * io.hourglass.ledger.capacity.Series}; its hours are an asset of the books. {@link
 * io.hourglass.ledger.capacity.Capacity} lists, mints up to what was attested, redeems, meters and
 * expires; a serial of a GPU backs one listing a month. What was sold is held in escrow until it
 * is delivered.
 *
 * <p>An application asks for compute with a {@link io.hourglass.ledger.capacity.ReservationRequest}:
 * so many hours of a class, where, by when, how surely. A reservation is made of hours the caller
 * holds. What is missing is refused with the figure, by the constraint that lacks it; or bought on the
 * market, where the caller says what an hour may cost, and then the reservation waits for the {@link
 * io.hourglass.ledger.capacity.Purchase} to settle. Its price is what stands in escrow for an hour: what
 * was paid for it, and what comes back if it fails. Hours go to owners at least cost, with a receipt of everyone
 * who was looked at; they are held until confirmed, and a confirmed route is a {@link
 * io.hourglass.ledger.capacity.Delivery} with a deadline.
 *
 * <p>An owner may promise a service level and post a {@link io.hourglass.ledger.capacity.Bond}. A
 * delivery is {@linkplain io.hourglass.ledger.capacity.Measure measured} half way and at its deadline,
 * and missed service is credited by a schedule. What is overdue by a day fails: another owner delivers
 * it where one has hours left, and the rest is repaid out of escrow and bond.
 */
@NullMarked
package io.hourglass.ledger.capacity;

import org.jspecify.annotations.NullMarked;
