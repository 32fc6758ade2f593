package io.hourglass.ledger.index;

/** Why a line of a price file is refused, in order of precedence; the other lines load. */
public enum RowRefusal {
    /** Longer than {@link PriceFile#LINE_LENGTH_MAX}. */
    LINE_TOO_LONG,
    BAD_QUOTING,
    WRONG_NUMBER_OF_COLUMNS,
    BAD_DATE,
    BAD_PROVIDER,
    BAD_REGION,
    /** The mapping of names to classes lacks it; names are never guessed. */
    UNKNOWN_GPU_CLASS,
    BAD_GPU_COUNT,
    PRICE_NOT_A_NUMBER,
    PRICE_NOT_POSITIVE,
    PRICE_TOO_LARGE,
    NO_PRICE,
    BAD_SOURCE,
    /** The same content as an earlier line of the file. */
    DUPLICATE
}
