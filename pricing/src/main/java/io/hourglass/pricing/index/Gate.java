package io.hourglass.pricing.index;

/** The publication gate (rulebook §2.6): how many there were, and how many it takes. */
public record Gate(int providers, int offers, int providersNeeded, int offersNeeded) {

    public boolean passed() {
        return providers >= providersNeeded && offers >= offersNeeded;
    }
}
