package io.hourglass.pricing.index;

import java.time.Instant;

/** A fixing that was computed from votes on an earlier day; what a gap is bridged with. */
public record PastFixing(Instant at, double value, double band) {}
