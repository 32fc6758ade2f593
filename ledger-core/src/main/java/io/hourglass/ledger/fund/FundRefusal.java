package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Refusal;

/** Why the fund refuses a request, in order of precedence. */
public enum FundRefusal implements Refusal {
    /** Zero, negative, or of another asset. */
    MALFORMED(400),
    /** Smaller than a request may be. */
    TOO_SMALL(422),
    /** The id was used for another request. */
    ID_REUSED(409),
    UNKNOWN_SERIES(404),
    UNKNOWN_FUTURE(404),
    /** Only the fund's manager gives assets for units. */
    NOT_THE_MANAGER(403),
    /** The party signs elsewhere: it has to call the fund itself. */
    SIGNS_ELSEWHERE(422),
    /** Something the fund holds has no price of that day. */
    NO_PRICE(422),
    /** The fund has no units, so no NAV. */
    NO_UNITS(422),
    /** A NAV of this day or a later one is struck already. */
    DAY_NOT_AFTER(409),
    /** The fund has units and no NAV yet to create more at. */
    NO_NAV(422),
    /** More than the manager may trade for the fund. */
    BEYOND_LIMITS(422),
    /** The last order in the contract is too young. */
    COOLS_OFF(409),
    INSUFFICIENT(422);

    private final int status;

    FundRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
