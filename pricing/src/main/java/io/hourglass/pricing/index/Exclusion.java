package io.hourglass.pricing.index;

import java.util.List;

/**
 * A provider that has no vote in a fixing, and why.
 *
 * @param price USD per GPU-hour it would have voted; of a stale provider its last known
 * @param mean USD per GPU-hour, the mean of its last 20 accepted prices (0 if it has none)
 * @param tolerance USD per GPU-hour, how far from that mean would have been accepted
 * @param observations ids of the observations left out
 */
public record Exclusion(
        String provider, Reason reason, double price, double mean, double tolerance, List<String> observations) {

    public Exclusion {
        observations = List.copyOf(observations);
    }

    /** Why, in order of precedence. */
    public enum Reason {
        /** Nothing observed recently enough (24 h for quotes and sales, 7 days for list prices). */
        STALE,
        /** A jump of 25 % since the last accepted price, and fewer than two others confirm it. */
        UNCORROBORATED_JUMP,
        /** Too far from the provider's own mean, and fewer than two others confirm it. */
        OUTSIDE_OWN_HISTORY,
        /** A list price on a day that firm evidence alone was enough for. */
        LIST_PRICE_NOT_NEEDED
    }
}
