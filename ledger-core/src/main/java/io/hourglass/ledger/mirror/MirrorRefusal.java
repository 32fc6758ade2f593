package io.hourglass.ledger.mirror;

import io.hourglass.ledger.book.Refusal;

/** Why the mirror refuses an operator's request, in order of precedence. */
public enum MirrorRefusal implements Refusal {
    REASON_MISSING(422),
    NOT_HALTED(409);

    private final int status;

    MirrorRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
