package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trade that one party proposes to another, and has signed for.
 *
 * <p>Example: ada proposes to bob to sell him 3 lots of September at $2.40 and to buy 2,190 h of
 * {@code H100-SXM-80GB.us.2026-09} of him at $2.45, until tomorrow noon.
 *
 * @param id the EIP-712 digest of what the proposer signed: of an exchange, for its futures
 * @param code the future, or the strip of futures
 * @param buys whether the proposer buys the futures; of a swap, whether it pays the fixed price
 * @param lots of each month
 * @param price of the futures
 * @param physical the hours the futures are exchanged for; null for a swap
 * @param expires when it lapses, if nobody has answered
 */
public record Proposal(
        Hash id,
        Kind kind,
        String code,
        String proposer,
        String counterparty,
        boolean buys,
        long lots,
        Price price,
        @Nullable Physical physical,
        Instant proposed,
        Instant expires) {

    /** What can be negotiated. */
    public enum Kind {
        /** Futures for hours. */
        EXCHANGE,
        /** Months of futures at one fixed price. */
        SWAP
    }

    /** Hours of a series, at a price: who buys them sells the futures. */
    public record Physical(String series, Amount hours, Price price) {}

    /** The last second that what was signed for it is good: it can still settle after it lapsed. */
    public Instant signedUntil() {
        return expires.plus(Proposals.SETTLES_WITHIN);
    }

    /** Who buys the futures: of a swap, who pays the fixed price. */
    public String buyer() {
        return buys ? proposer : counterparty;
    }

    /** Who sells the futures: of a swap, who pays the average. */
    public String seller() {
        return buys ? counterparty : proposer;
    }
}
