package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Refusal;

/** Why clearing refuses a request, in order of precedence. */
public enum ClearingRefusal implements Refusal {
    /** Zero, negative, or not dollars. */
    MALFORMED(400),
    /** The id was used for another request. */
    ID_REUSED(409),
    UNKNOWN_FUTURE(404),
    /** A month that is over, or further out than is listed. */
    MONTH_NOT_LISTED(422),
    /** No fixing yet to measure margin and band from. */
    NO_REFERENCE(422),
    /** The party signs elsewhere: it has to call Clearing itself. */
    SIGNS_ELSEWHERE(422),
    /** The listing is not final on the chain. */
    NOT_LISTED_YET(409),
    /** Settled for good. */
    SETTLED(409),
    /** A later day, or this one, is marked already. */
    DAY_NOT_AFTER(409),
    /** Only the final settlement is left to be made. */
    AFTER_LAST_TRADING(422),
    NO_FINAL_FIXING(422),
    /** The day's fixing is not on its way to the chain yet. */
    FIXING_NOT_SENT(422),
    TRADING_NOT_ENDED(422),
    /** Days of the month are missing: two people review the price. */
    NEEDS_REVIEW(422),
    /** Too many days are missing: two people determine the price and say why. */
    NEEDS_DETERMINATION(422),
    /** The member has its maintenance margin. */
    MARGIN_SUFFICES(422),
    /** Another default is not over yet. */
    DEFAULT_UNDER_WAY(409),
    /** Nobody is in default, or not this member. */
    NOT_IN_DEFAULT(409),
    /** What was taken over is not all sold and marked yet. */
    ESTATE_OPEN(409),
    /** There is no house party that could take over. */
    NO_ESTATE(422),
    /** It would not bring a position towards zero. */
    NOT_REDUCING(422),
    /** The cash is not there, or the margin is not free. */
    INSUFFICIENT(422);

    private final int status;

    ClearingRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
