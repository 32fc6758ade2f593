package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Refusal;

/** Why the index room refuses, in order of precedence. */
public enum IndexRefusal implements Refusal {
    /** A price file whose first line is not the columns we read. */
    HEADER_UNKNOWN(422),
    FILE_TOO_LARGE(422),
    UNKNOWN_INDEX(404),
    UNKNOWN_FIXING(404),
    /** Votes are on final fixings only. */
    NOT_FINAL(409),
    CONTRIBUTOR_EXISTS(409),
    NOT_A_CONTRIBUTOR(403),
    UNKNOWN_CONTRIBUTOR(404),
    /** A provider has one contributor to speak for it. */
    PROVIDER_TAKEN(409),
    /** More observations in one request than are taken. */
    TOO_MANY_AT_ONCE(422),
    UNKNOWN_CHECK(404),
    /** It passed, failed, or its time is over. */
    CHECK_CLOSED(409),
    /** The vote's value, band or receipts are not those of the fixing. */
    VOTE_DIFFERS(422),
    NO_CURVE(404),
    NOT_A_METHODOLOGY(422),
    UNKNOWN_METHODOLOGY(404),
    METHODOLOGY_EXISTS(409),
    /** It would come into force sooner than its kind of change allows. */
    NOTICE_TOO_SHORT(422),
    NOT_A_BASKET(422),
    UNKNOWN_BASKET(404),
    NOT_A_DETERMINATION(422),
    UNKNOWN_DETERMINATION(404),
    /** Only a day that is a gap, and not final, is determined. */
    NOT_DETERMINABLE(409),
    /** Four eyes: who proposes cannot approve. */
    SAME_PERSON(403);

    private final int status;

    IndexRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
