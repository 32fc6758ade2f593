package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.money.Price;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A contract, by what orders for it are checked.
 *
 * @param settlement the prior settlement price: the latest evening's mark that was not voided, or the listing's reference
 * @param lastTraded what the contract marks new trades from on chain, micro-dollars per GPU-hour: the last mark, else
 *     the first trade
 * @param reference what it was listed with, micro-dollars per GPU-hour
 * @param initialMargin the larger of what the books and the contract ask, micro-dollars a lot
 * @param weight how much of the month is not fixed yet
 */
record Listed(
        String id,
        Future future,
        Price settlement,
        Optional<Long> lastTraded,
        long reference,
        long initialMargin,
        Weight weight) {

    /** By the instrument's id. */
    static Map<String, Listed> of(Tx tx, Collection<Instrument> instruments) {
        Map<String, Listed> listed = new HashMap<>();
        tx.query(
                """
                select f.id, f.name, f.reference, r.fixed_days, r.month_days,
                       greatest(f.chain_margin, r.units) as initial_margin,
                       coalesce((select price from hourglass.mark
                           where future = f.id and cycle = 'EVENING' and state <> 'VOIDED' order by day desc limit 1),
                           f.reference) as settlement,
                       coalesce(f.last_price, (select price from hourglass.trade
                           where instrument = f.id and state <> 'VOIDED' order by sequence limit 1)) as last
                from hourglass.future f cross join lateral (
                    select units, fixed_days, month_days from hourglass.margin_rate
                    where future = f.id order by effective desc limit 1) r
                where f.id = any (?)
                """,
                row -> listed.put(
                        row.getString("id"),
                        new Listed(
                                row.getString("id"),
                                Future.parse(row.getString("name")),
                                new Price(row.getLong("settlement")),
                                Optional.ofNullable(row.getObject("last", Long.class)),
                                row.getLong("reference"),
                                row.getLong("initial_margin"),
                                new Weight(row.getInt("fixed_days"), row.getInt("month_days")))),
                instruments.stream().map(one -> one.id().hex()).toList());
        return listed;
    }
}
