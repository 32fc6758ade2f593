package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;

/**
 * What an account has: what is posted, and what of it is reserved or on its way.
 *
 * @param posted final; what the chain holds for the account's holder adds up from these
 * @param pendingOut reserved at this account: cannot be spent again
 * @param pendingIn reserved elsewhere towards this account: not here yet
 * @param version how many postings the account has had
 */
public record Balance(String path, Amount posted, Amount pendingOut, Amount pendingIn, long version) {
    /** What can be spent now: posted less what is reserved. */
    public Amount available() {
        return posted.minus(pendingOut);
    }
}
