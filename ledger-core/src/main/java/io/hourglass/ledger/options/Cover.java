package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a party's orders in a series, and its trades on their way, may cost at worst.
 *
 * <p>Lots that close what it holds cost nothing: what they free is at least their premium, as no premium is above the
 * largest payout. All others cost their premium, if they buy, or the largest payout, if they sell. Which of
 * them will be filled, and which of the trades the chain refuses, is not known: so only what the chain has said
 * counts as held, and of the bids the dearest count as opening. Whatever of it happens, less is needed then.
 *
 * @param held lots by the chain's word
 * @param commitments what rests, and what is matched and not final
 */
record Cover(OptionSeries series, long held, List<Commitment> commitments) {

    /** @param price the premium, micro-dollars per GPU-hour */
    record Commitment(boolean buys, long price, long lots) {}

    /** @param more an order that is asked for; null for those there are */
    static Cover of(Tx tx, OptionSeries series, String party, @Nullable Order more) {
        List<Commitment> commitments = new ArrayList<>(tx.query(
                """
                select buy, price, rest from hourglass.market_order where party = ? and instrument = ? and live
                union all
                select buyer = ?, price, quantity from hourglass.settling_trade
                where venue = 'OPTIONS' and instrument = ? and (buyer = ? or seller = ?)
                """,
                row -> new Commitment(row.getBoolean(1), row.getLong(2), row.getLong(3)),
                party,
                series.id(),
                party,
                series.id(),
                party,
                party));
        if (more != null) {
            commitments.add(new Commitment(more.buy(), more.price().micros(), more.quantity()));
        }
        return new Cover(series, OptionPositions.lots(tx, series, party), commitments);
    }

    /** Micro-dollars. */
    long units() {
        return Math.addExact(
                Math.multiplyExact(
                        opening(false, Math.max(0, held)),
                        series.largestPayout().units()),
                premiums());
    }

    /** Lots of one side beyond what they could close. */
    private long opening(boolean buys, long closable) {
        long lots = commitments.stream()
                .filter(one -> one.buys == buys)
                .mapToLong(Commitment::lots)
                .reduce(0, Math::addExact);
        return Math.max(0, lots - closable);
    }

    private long premiums() {
        long left = opening(true, Math.max(0, -held));
        long premiums = 0;
        for (Commitment bid : dearestFirst()) {
            long lots = Math.min(left, bid.lots);
            long premium = Math.multiplyExact(Math.multiplyExact(bid.price, Price.HOURS_PER_LOT), lots);
            premiums = Math.addExact(premiums, premium);
            left -= lots;
        }
        return premiums;
    }

    private List<Commitment> dearestFirst() {
        return commitments.stream()
                .filter(Commitment::buys)
                .sorted(Comparator.comparingLong(Commitment::price).reversed())
                .toList();
    }
}
