package io.hourglass.pricing.index;

import java.time.Instant;

/** What a fixing time brought: a fixing, or a gap that says why. */
public sealed interface DayResult permits Fixing, Gap {
    Instant at();
}
