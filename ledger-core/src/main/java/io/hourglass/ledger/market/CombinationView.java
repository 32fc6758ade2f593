package io.hourglass.ledger.market;

import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.PriceDifference;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A combination of orders as its party sees it.
 *
 * @param id its EIP-712 digest
 * @param code the spread, or the strip
 * @param quantity lots of each leg
 * @param rest what is not filled
 * @param reason why it was cancelled
 * @param ended when it was filled or cancelled
 * @param trades its legs' trades of the request that is answered; empty in lists
 */
public record CombinationView(
        Hash id,
        String code,
        String party,
        boolean buy,
        long quantity,
        PriceDifference limit,
        OrderType type,
        long rest,
        OrderView.State state,
        @Nullable String reason,
        Instant placed,
        Instant expiry,
        @Nullable Instant ended,
        List<UUID> trades) {}
