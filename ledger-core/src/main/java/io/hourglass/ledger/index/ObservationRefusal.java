package io.hourglass.ledger.index;

/** Why one signed observation is not taken, in order of precedence; the others of its request are. */
public enum ObservationRefusal {
    /** Nobody who is registered signed it, and nobody speaks for its provider. */
    NOT_A_CONTRIBUTOR,
    /** Somebody speaks for its provider, and this is not the signature of theirs under this content. */
    SIGNATURE_DIFFERS,
    /** Its contributor is retired. */
    INACTIVE,
    /** Its contributor speaks for another provider, or for none. */
    NOT_ITS_PROVIDER,
    UNKNOWN_GPU_CLASS,
    UNKNOWN_KIND,
    UNKNOWN_EVIDENCE,
    BAD_REGION,
    BAD_OFFER,
    BAD_GPU_COUNT,
    PRICE_TOO_LARGE,
    IN_THE_FUTURE,
    /** It would be stale before it counted. */
    TOO_OLD,
    /**
     * The fixing it was in time for is made: who has seen a provisional fixing must not choose what
     * becomes of it.
     */
    AFTER_CUT_OFF,
    /** As many as the terms allow of one contributor, for this index and day, are here. */
    TOO_MANY
}
