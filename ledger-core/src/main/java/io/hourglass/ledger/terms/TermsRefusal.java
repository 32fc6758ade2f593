package io.hourglass.ledger.terms;

import io.hourglass.ledger.book.Refusal;

/** Why a change of terms is refused, in order of precedence. */
public enum TermsRefusal implements Refusal {
    UNKNOWN_TERMS(404),
    /** The id was used for another change. */
    ID_REUSED(409),
    /** Not among what may change, not within its limits, or not sound as a whole. */
    MALFORMED(400),
    UNKNOWN_CHANGE(404),
    /** What stands is changed by another change. */
    CHANGE_APPROVED(409),
    /** Four eyes: who proposes cannot approve. */
    SAME_PERSON(403),
    /** The terms' own notice asks for more time. */
    NOTICE_TOO_SHORT(422);

    private final int status;

    TermsRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
