package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a member holds and may come to hold of one contract.
 *
 * @param initialMargin micro-dollars a lot
 * @param weight how much of the month is not fixed yet
 * @param last what positions are marked at, micro-dollars per GPU-hour
 * @param lots held, with trades on their way; positive is long
 * @param accrued micro-dollars gained (positive) by trades the last mark did not see
 * @param buys lots of its resting bids
 * @param sells lots of its resting offers
 * @param orderLoss micro-dollars lost at once if all its orders filled at their limits
 */
record Exposure(
        String id,
        Future future,
        long initialMargin,
        Weight weight,
        long last,
        long lots,
        long accrued,
        long buys,
        long sells,
        long orderLoss) {

    /** Every open contract a party has lots or orders in. */
    static List<Exposure> of(Tx tx, String party) {
        Map<String, List<Exposure>> exposures = new HashMap<>();
        RoundTrip trip = tx.roundTrip();
        of(trip, List.of(party), exposures);
        trip.go();
        return exposures.getOrDefault(party, List.of());
    }

    /** Asks for those of several parties on the way, by the party's name. */
    static void of(RoundTrip trip, Collection<String> parties, Map<String, List<Exposure>> exposures) {
        trip.ask(
                """
                with now as (
                    select f.id, f.name, f.marks, r.fixed_days, r.month_days,
                           greatest(f.chain_margin, r.units) as initial_margin,
                           coalesce(f.last_price, (select price from hourglass.trade
                               where instrument = f.id and state <> 'VOIDED' order by sequence limit 1),
                               f.reference) as last
                    from hourglass.future f cross join lateral (
                        select units, fixed_days, month_days from hourglass.margin_rate
                        where future = f.id order by effective desc limit 1) r
                    where f.state in ('LISTED', 'SETTLING')),
                moves as (
                    select n.id, m.party, p.lots, case when p.marks = n.marks then p.accrued else 0 end as accrued
                    from now n cross join unnest(?) m (party) cross join lateral (
                        select lots, accrued, marks from hourglass.position
                        where future = n.id and party = m.party order by version desc limit 1) p
                    where p.lots <> 0 or p.marks = n.marks
                    union all
                    select n.id, t.party, t.lots, 730 * (t.lots * n.last - t.paid) as accrued
                    from (select instrument, party, sum(lots) as lots, sum(lots * price) as paid
                          from (select instrument, price, buyer as party, quantity as lots
                                from hourglass.settling_trade where buyer = any (?) and venue = 'CLEARING'
                                union all
                                select instrument, price, seller, -quantity
                                from hourglass.settling_trade where seller = any (?) and venue = 'CLEARING') one
                          group by instrument, party) t
                    join now n on n.id = t.instrument),
                held as (
                    select id, party, sum(lots)::bigint as lots, sum(accrued)::bigint as accrued
                    from moves group by id, party),
                resting as (
                    select party, instrument as id, buy, rest, price from hourglass.market_order
                    where party = any (?) and live
                    union all
                    select c.party, leg.id, leg.buy, c.rest, leg.price
                    from hourglass.combination c join hourglass.spread s on s.code = c.code
                    join now n on n.id = s.near cross join lateral (values (s.near, c.buy, n.last),
                        (s.far, not c.buy, n.last - c.price)) leg (id, buy, price)
                    where c.party = any (?) and c.live),
                orders as (
                    select n.id, o.party, sum(case when o.buy then o.rest else 0 end)::bigint as buys,
                           sum(case when o.buy then 0 else o.rest end)::bigint as sells,
                           sum(730 * o.rest * greatest(0, case when o.buy then o.price - n.last
                               else n.last - o.price end))::bigint as loss
                    from resting o join now n on n.id = o.id group by n.id, o.party)
                select party, n.id, n.name, n.initial_margin, n.fixed_days, n.month_days, n.last,
                       coalesce(h.lots, 0) as lots, coalesce(h.accrued, 0) as accrued, coalesce(o.buys, 0) as buys,
                       coalesce(o.sells, 0) as sells, coalesce(o.loss, 0) as loss
                from held h full join orders o using (id, party) join now n using (id) order by party, n.name
                """,
                row -> exposures
                        .computeIfAbsent(row.getString("party"), party -> new ArrayList<>())
                        .add(new Exposure(
                                row.getString("id"),
                                Future.parse(row.getString("name")),
                                row.getLong("initial_margin"),
                                new Weight(row.getInt("fixed_days"), row.getInt("month_days")),
                                row.getLong("last"),
                                row.getLong("lots"),
                                row.getLong("accrued"),
                                row.getLong("buys"),
                                row.getLong("sells"),
                                row.getLong("loss"))),
                parties,
                parties,
                parties,
                parties,
                parties);
    }

    /**
     * All that a party has, with what it has of one contract changed; without it where nothing is left.
     *
     * @param last what a contract is marked at that it has nothing in yet, micro-dollars per GPU-hour
     */
    static List<Exposure> changed(List<Exposure> all, Listed contract, long last, UnaryOperator<Exposure> by) {
        List<Exposure> changed = new ArrayList<>();
        Exposure of = new Exposure(
                contract.id(), contract.future(), contract.initialMargin(), contract.weight(), last, 0, 0, 0, 0, 0);
        for (Exposure exposure : all) {
            if (exposure.id.equals(contract.id())) {
                of = exposure;
            } else {
                changed.add(exposure);
            }
        }
        Exposure is = by.apply(of);
        if (!is.isNone()) {
            changed.add(is);
        }
        return changed;
    }

    /** As it will be with an order more. */
    Exposure with(Order order) {
        return with(order.buy(), order.quantity(), order.price().micros());
    }

    /** As it will be with so many lots more, or less where negative, in orders of a side at a price. */
    Exposure with(boolean buy, long quantity, long price) {
        long over = buy ? price - last : last - price;
        long loss = Math.multiplyExact(Math.multiplyExact(Price.HOURS_PER_LOT, quantity), Math.max(0, over));
        return and(0, 0, buy ? quantity : 0, buy ? 0 : quantity, loss);
    }

    /** As it will be with so many lots bought, or sold where negative. */
    Exposure traded(long bought, long price) {
        long gained = Math.multiplyExact(Math.multiplyExact(Price.HOURS_PER_LOT, bought), last - price);
        return and(bought, gained, 0, 0, 0);
    }

    /** With what another party of the same owner has of the same contract. */
    Exposure plus(Exposure other) {
        return and(other.lots, other.accrued, other.buys, other.sells, other.orderLoss);
    }

    private Exposure and(long moreLots, long gained, long moreBuys, long moreSells, long moreLoss) {
        return new Exposure(
                id,
                future,
                initialMargin,
                weight,
                last,
                Math.addExact(lots, moreLots),
                Math.addExact(accrued, gained),
                Math.addExact(buys, moreBuys),
                Math.addExact(sells, moreSells),
                Math.addExact(orderLoss, moreLoss));
    }

    /** Whether there is nothing to it: neither lots nor orders, nor anything gained or lost. */
    private boolean isNone() {
        return lots == 0 && accrued == 0 && buys == 0 && sells == 0;
    }

    /** The most lots it can come to, either way. */
    long lotsAtWorst() {
        return Math.max(Math.abs(lots + buys), Math.abs(lots - sells));
    }

    /** As a limit counts it, with what moves as it does: the larger side, by what of the month is not fixed yet. */
    long countedAtWorst(Sides with) {
        return weight.ofLotsUp(new Sides(Math.max(0, lots + buys), Math.max(0, sells - lots))
                .plus(with)
                .most());
    }

    /** Lost since the last mark, or at once should all its orders fill; micro-dollars. */
    long losses() {
        return Math.addExact(Math.max(0, -accrued), orderLoss);
    }

    /** Whether all orders of the side, the new one included, only bring the position towards zero. */
    boolean onlyReduces(boolean buy) {
        return buy ? lots < 0 && lots + buys <= 0 : lots > 0 && lots - sells >= 0;
    }
}
