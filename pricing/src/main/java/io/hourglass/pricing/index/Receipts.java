package io.hourglass.pricing.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** Where these receipts depart from the rules, in a sentence; empty if they follow them. */
    public Optional<String> departure(Methodology methodology) {
        if (gate.providersNeeded() != methodology.providersNeeded()
                || gate.offersNeeded() != methodology.offersNeeded()) {
            return Optional.of("the gate is not the rules': " + gate);
        }
        return switch (basis) {
            case FIRM, WIDENED -> votedDeparture(methodology);
            case CARRIED -> carriedDeparture(methodology);
            case DETERMINED -> Optional.of("a determination is not computed");
        };
    }

    private Optional<String> carriedDeparture(Methodology methodology) {
        if (!votes.isEmpty() || gate.passed()) {
            return Optional.of("carried although there were votes enough");
        }
        if (carried.isEmpty() || carried.size() > methodology.carryMeanMax()) {
            return Optional.of(
                    "a mean of " + carried.size() + " fixings is carried, not of 1 to " + methodology.carryMeanMax());
        }
        return Optional.empty();
    }

    private Optional<String> votedDeparture(Methodology methodology) {
        int offers = votes.stream().mapToInt(Vote::offers).sum();
        if (!gate.passed() || gate.providers() != votes.size() || gate.offers() != offers) {
            return Optional.of("the votes are not those of the gate: " + gate);
        }
        if (basis == Basis.FIRM && votes.stream().anyMatch(vote -> vote.evidence() == Evidence.LISTED)) {
            return Optional.of("a list price votes on a day of firm evidence");
        }
        return Weights.assign(votes, methodology).equals(votes)
                ? Optional.empty()
                : Optional.of("the weights are not those the evidence gives");
    }
}
