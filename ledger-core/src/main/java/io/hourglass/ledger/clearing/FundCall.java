package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A member is called for its part of what the default fund lacks.
 *
 * <p>Example: the fund lacks $300; ada would owe $200 beyond her margin in her worst market, bob $100 in his: ada is
 * called for $200, bob for $100.
 *
 * @param day whose marks the fund was measured after
 * @param used what the member would owe beyond its margin in the market that is worst for it
 * @param amount its part of what is missing
 * @param target what its share of the fund has to come to
 * @param share what it is now
 * @param deadline from which on, until the share is there, nothing of the member's may grow
 */
public record FundCall(
        String party, LocalDate day, Amount used, Amount amount, Amount target, Amount share, Instant deadline) {
    public boolean isMet() {
        return share.compareTo(target) >= 0;
    }

    /** What is missing to the target. */
    public Amount missing() {
        return isMet() ? new Amount(target.asset(), 0) : target.minus(share);
    }
}
