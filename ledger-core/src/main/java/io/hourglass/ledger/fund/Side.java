package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.fund.Trades.Ticket;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Price;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a contract's book offers the fund on one side.
 *
 * @param limit the worst price the fund may take; empty where nobody has traded the contract
 * @param lots that are there at it or better
 */
record Side(Future future, boolean buy, Optional<Price> limit, long lots) {
    private static final int LEVELS = 100;

    static Side of(Tx tx, Market market, Future future, boolean buy, TradeLimits limits) {
        OptionalLong last = FundFutures.last(tx, future);
        Optional<Instrument> listed = market.instrument(tx, future.name());
        if (last.isEmpty() || listed.isEmpty()) {
            return new Side(future, buy, Optional.empty(), 0);
        }
        Price limit = new Price(limits.worst(buy, last.getAsLong(), listed.get().tick()));
        Depth depth = market.depth(tx, future.id(), LEVELS);
        List<Depth.Level> levels = buy ? depth.asks() : depth.bids();
        long lots = levels.stream()
                .filter(level -> buy
                        ? level.price().compareTo(limit) <= 0
                        : level.price().compareTo(limit) >= 0)
                .mapToLong(Depth.Level::quantity)
                .sum();
        return new Side(future, buy, Optional.of(limit), lots);
    }

    /** What is waited for where there is nothing. */
    String noMarket() {
        if (limit.isEmpty()) {
            return "no market: nobody has traded " + future;
        }
        return buy
                ? "no market: nobody offers " + future + " at " + limit.get() + " or less"
                : "no market: nobody bids " + limit.get() + " or more for " + future;
    }

    Ticket ticket(long slice) {
        return new Ticket(future, buy, slice, limit.orElseThrow());
    }
}
