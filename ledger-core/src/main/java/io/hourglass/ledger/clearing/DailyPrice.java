package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A day's settlement price, and what stands at midday before it: T1 the volume-weighted mean of the last
 * minutes' trades, T2 the day's last trade kept within bid and ask, T3 the curve.
 */
final class DailyPrice {
    private final Market market;
    private final Reference reference;

    DailyPrice(Market market, Reference reference) {
        this.market = market;
        this.reference = reference;
    }

    /** @param provenance what it was made from */
    record Made(Price price, Procedure procedure, String provenance) {}

    Optional<Made> of(Tx tx, Future future, Terms terms, LocalDate day) {
        Instant cut = Future.cut(day);
        return lastMinutes(tx, future, terms, cut)
                .or(() -> lastTrade(tx, future, terms, day, cut))
                .or(() -> reference
                        .forward(tx, future, day)
                        .map(price -> new Made(
                                terms.toTick(price.micros()),
                                Procedure.T3,
                                "the curve of " + future.index() + " as of " + day)));
    }

    /** What the contract trades at by midday; empty where nobody has traded since the evening before. */
    Optional<Made> midday(Tx tx, Future future, Terms terms, LocalDate day, Instant midday) {
        return lastMinutes(tx, future, terms, midday).or(() -> lastTrade(tx, future, terms, day, midday));
    }

    private Optional<Made> lastMinutes(Tx tx, Future future, Terms terms, Instant cut) {
        List<TradeView> trades = market.prints(tx, future.id(), cut.minusSeconds(terms.vwapSeconds()), cut);
        if (trades.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Made(
                terms.toTick(vwap(trades)),
                Procedure.T1,
                "volume-weighted mean of " + trades.size() + " trades of the " + terms.vwapSeconds() + " s to " + cut));
    }

    /** Micro-dollars per GPU-hour, half-even. */
    static long vwap(List<TradeView> trades) {
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal lots = BigDecimal.ZERO;
        for (TradeView trade : trades) {
            BigDecimal quantity = BigDecimal.valueOf(trade.quantity());
            value = value.add(quantity.multiply(BigDecimal.valueOf(trade.price().micros())));
            lots = lots.add(quantity);
        }
        return value.divide(lots, 0, RoundingMode.HALF_EVEN).longValueExact();
    }

    private Optional<Made> lastTrade(Tx tx, Future future, Terms terms, LocalDate day, Instant to) {
        List<TradeView> trades = market.prints(tx, future.id(), Future.cut(day.minusDays(1)), to);
        return trades.stream().findFirst().map(last -> {
            Depth depth = market.depth(tx, future.id(), 1);
            Price price = within(last.price(), depth);
            return new Made(
                    terms.toTick(price.micros()),
                    Procedure.T2,
                    "last trade of the day, " + last.price() + " at " + last.traded() + ", within bid and ask");
        });
    }

    private static Price within(Price last, Depth depth) {
        Price price = last;
        if (!depth.asks().isEmpty() && price.compareTo(depth.asks().getFirst().price()) > 0) {
            price = depth.asks().getFirst().price();
        }
        if (!depth.bids().isEmpty() && price.compareTo(depth.bids().getFirst().price()) < 0) {
            price = depth.bids().getFirst().price();
        }
        return price;
    }
}
