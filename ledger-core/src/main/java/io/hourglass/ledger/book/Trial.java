package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Asset;
import java.math.BigInteger;

/**
 * One asset's line of the trial balance: in double entry all balances of an asset sum to zero.
 *
 * <p>A transfer is one row with one amount, so postings sum to zero by their form; whether balances
 * are what the postings make them is for {@code Audit} to say, which reads them all.
 *
 * @param positive sum of the balances above zero
 * @param negative sum of those below
 */
public record Trial(Asset asset, BigInteger positive, BigInteger negative) {
    public boolean balances() {
        return positive.add(negative).signum() == 0;
    }
}
