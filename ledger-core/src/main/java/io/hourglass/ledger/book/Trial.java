package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Asset;
import java.math.BigInteger;

/**
 * One asset's line of the trial balance: in double entry all balances of an asset sum to zero.
 *
 * @param positive sum of the balances above zero
 * @param negative sum of those below
 * @param postings sum of all postings ever, which is zero as well
 */
public record Trial(Asset asset, BigInteger positive, BigInteger negative, BigInteger postings) {
    public boolean balances() {
        return positive.add(negative).signum() == 0 && postings.signum() == 0;
    }
}
