package io.hourglass.ledger.book;

/** Why the books refuse a request other than an entry, in order of precedence. */
public enum BookRefusal implements Refusal {
    PARTY_EXISTS(409),
    ADDRESS_TAKEN(409),
    /** The rooms and the chain keep it: see {@link Operations}. */
    NOT_BY_HAND(403),
    UNKNOWN_ASSET(404),
    ACCOUNT_EXISTS(409),
    ACCOUNT_NOT_EMPTY(409),
    CLOCK_NOT_FROZEN(409),
    CLOCK_GOES_BACK(422);

    private final int status;

    BookRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
