package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.List;

/**
 * Whether the default fund covers the two members together that would owe most beyond their margin in extreme
 * but plausible markets (cover-2).
 *
 * @param fund the house's tranche and all shares
 * @param needed what the two owe in the worst market
 * @param markets the worst first
 */
public record StressReport(Instant at, Amount fund, Amount needed, List<Market> markets) {

    public StressReport {
        markets = List.copyOf(markets);
    }

    /** @param owing at most two members, who owes most first */
    public record Market(String name, List<Owing> owing) {
        public Market {
            owing = List.copyOf(owing);
        }
    }

    /** @param amount beyond the member's margin */
    public record Owing(String party, Amount amount) {}

    public boolean isCovered() {
        return fund.compareTo(needed) >= 0;
    }

    /** What the fund lacks; nothing where it covers them. */
    public Amount missing() {
        return isCovered() ? new Amount(fund.asset(), 0) : needed.minus(fund);
    }
}
