/**
 * A simulated market: business days on a price history, with many members, margin calls and defaults.
 *
 * <p>A {@link io.hourglass.api.simulate.Simulation} lives the days of a {@link
 * io.hourglass.api.simulate.Window} with its {@link io.hourglass.api.simulate.Members}, on real parts, and
 * ends with a {@link io.hourglass.api.simulate.Report}. Everything drawn is drawn from one seed, and work
 * is let come to rest between what people do, so the same seed makes the same report. A {@link
 * io.hourglass.api.simulate.Rehearsal} lives one default by itself, a {@link
 * io.hourglass.api.simulate.DrillOnBooks} one in a copy of a service's books; both take the same {@link
 * io.hourglass.api.simulate.Course} and end with a {@link io.hourglass.api.simulate.DrillReport}.
 */
@NullMarked
package io.hourglass.api.simulate;

import org.jspecify.annotations.NullMarked;
