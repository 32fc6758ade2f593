/**
 * Hourglass at work: one {@link io.hourglass.api.work.WorkLoop} over each room's {@code doWork()}.
 *
 * <p>A loop never ends by itself: whatever fails is tried again, ever less often, and its status
 * says since when it fails.
 */
@NullMarked
package io.hourglass.api.work;

import org.jspecify.annotations.NullMarked;
