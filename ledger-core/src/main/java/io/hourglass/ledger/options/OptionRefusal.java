package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Refusal;

/** Why this room refuses a request, in order of precedence. */
public enum OptionRefusal implements Refusal {
    UNKNOWN_FUTURE(404),
    /** A strike or a cap that is not a multiple of the strike step. */
    OFF_STEP(422),
    /** The future's listing is not final on the chain. */
    NOT_LISTED_YET(409),
    /** The future is settled, or trades no more. */
    TRADING_ENDED(422),
    /** Nobody traded the future yet: an option on it could not be settled without an operator. */
    NO_PRICE(422);

    private final int status;

    OptionRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
