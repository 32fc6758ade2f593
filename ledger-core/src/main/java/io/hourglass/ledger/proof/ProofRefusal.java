package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Refusal;

/** Why nothing can be proved, in order of precedence. */
public enum ProofRefusal implements Refusal {
    NOTHING_TO_SIGN(409),
    UNKNOWN_ENTRY(404),
    UNKNOWN_HEAD(404);

    private final int status;

    ProofRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
