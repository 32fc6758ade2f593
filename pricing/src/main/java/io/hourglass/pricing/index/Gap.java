package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.List;

/** A day without a fixing: the next rung is a determination by two approvers. */
public record Gap(Instant at, List<Reason> reasons, Gate gate, List<Exclusion> exclusions) implements DayResult {

    public Gap {
        reasons = List.copyOf(reasons);
        exclusions = List.copyOf(exclusions);
    }

    /** Why, in the order of the ladder. */
    public enum Reason {
        TOO_FEW_PROVIDERS,
        TOO_FEW_OFFERS,
        /** The index was never fixed before. */
        NOTHING_TO_CARRY,
        /** The last computed fixing is too long ago to be carried on. */
        CARRIED_TOO_LONG
    }
}
