/**
 * The service at work: one loop a thread over each room's {@code doWork()}, and what is reported
 * about them in health and metrics.
 *
 * <p>A {@link io.hourglass.api.work.WorkLoop} never ends by itself: whatever fails is tried again,
 * ever less often, and {@link io.hourglass.api.work.WorkLoop#status} says since when it fails.
 */
@NullMarked
package io.hourglass.api.work;

import org.jspecify.annotations.NullMarked;
