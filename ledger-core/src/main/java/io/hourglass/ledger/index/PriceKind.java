package io.hourglass.ledger.index;

/** On what terms a GPU-hour is had; each has a series of fixings of its own; in the order of a price file's columns. */
public enum PriceKind {
    /** By the hour, no commitment: the headline. */
    ON_DEMAND(""),
    /** By the hour, and it may be taken away. */
    SPOT(".spot"),
    /** Per hour of a year's commitment. */
    COMMIT_1Y(".1y"),
    /** Per hour of three years' commitment. */
    COMMIT_3Y(".3y");

    private final String suffix;

    PriceKind(String suffix) {
        this.suffix = suffix;
    }

    /** What an index name of this kind ends in; empty for the headline. */
    public String suffix() {
        return suffix;
    }
}
