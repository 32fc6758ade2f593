package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Refusal;

/** Why a deposit or withdrawal is refused, in order of precedence. */
public enum SettlementRefusal implements Refusal {
    UNKNOWN_PARTY(404),
    UNKNOWN_ASSET(422),
    AMOUNT_NOT_POSITIVE(422),
    /** The party keeps its own key: it sends this transaction itself. */
    SIGNS_ELSEWHERE(409),
    /** The same request id with another party or amount. */
    REQUEST_REUSED(409),
    INSUFFICIENT_FUNDS(422);

    private final int status;

    SettlementRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
