package io.hourglass.ledger.reconcile;

import io.hourglass.ledger.book.Refusal;

/** Why reconciliation refuses a request, in order of precedence. */
public enum ReconcileRefusal implements Refusal {
    NOTHING_FINAL(409),
    UNKNOWN_BREAK(404),
    REASON_MISSING(422),
    SAME_PERSON(422),
    ALREADY_CLOSED(409);

    private final int status;

    ReconcileRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
