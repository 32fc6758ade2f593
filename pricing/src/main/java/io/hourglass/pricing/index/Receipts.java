package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.List;

/**
 * All it takes to compute a fixing again: every vote, every weight, every exclusion.
 *
 * @param votes in order of provider; empty if the fixing was carried
 * @param carried the earlier fixings whose mean was carried; empty unless carried
 */
public record Receipts(
        Instant at, Basis basis, List<Vote> votes, List<PastFixing> carried, List<Exclusion> exclusions, Gate gate) {

    public Receipts {
        votes = List.copyOf(votes);
        carried = List.copyOf(carried);
        exclusions = List.copyOf(exclusions);
    }
}
