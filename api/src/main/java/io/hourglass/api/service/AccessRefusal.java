package io.hourglass.api.service;

import io.hourglass.ledger.book.Refusal;

/** Why a change is refused before its room hears of it. */
enum AccessRefusal implements Refusal {
    IDEMPOTENCY_KEY_MISSING(400),
    IDEMPOTENCY_KEY_REUSED(422);

    private final int status;

    AccessRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
