package io.hourglass.ledger.options;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Equivalents;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.pricing.options.OptionType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Options as lots of their futures: a call bought or a put sold is long, a call sold or a put bought is short, with
 * what rests and what is on its way.
 */
public final class OptionLots implements Equivalents {
    private record Held(OptionSeries series, long lots, long buys, long sells) {
        Held with(Order order) {
            return order.buy()
                    ? new Held(series, lots, Math.addExact(buys, order.quantity()), sells)
                    : new Held(series, lots, buys, Math.addExact(sells, order.quantity()));
        }

        Held plus(Held other) {
            return new Held(
                    series,
                    Math.addExact(lots, other.lots),
                    Math.addExact(buys, other.buys),
                    Math.addExact(sells, other.sells));
        }

        Sides sides() {
            long bought = Math.max(0, Math.addExact(lots, buys));
            long sold = Math.max(0, Math.subtractExact(sells, lots));
            return series.type() == OptionType.CALL ? new Sides(bought, sold) : new Sides(sold, bought);
        }
    }

    @Override
    public Map<String, Map<Future, Sides>> of(
            Tx tx, Map<String, String> owners, Set<GpuClass> classes, List<Order> more) {
        Map<String, Map<OptionSeries, Held>> held = new HashMap<>();
        lots(tx, owners.keySet(), classes, more, (party, one) -> held.computeIfAbsent(
                        requireNonNull(owners.get(party)), owner -> new HashMap<>())
                .merge(one.series, one, Held::plus));
        Map<String, Map<Future, Sides>> sides = new HashMap<>();
        held.forEach((owner, bySeries) -> {
            Map<Future, Sides> ofOwner = sides.computeIfAbsent(owner, name -> new HashMap<>());
            for (Held one : bySeries.values()) {
                Held after = one;
                for (Order order : more) {
                    after = order.base().equals(one.series.id()) ? after.with(order) : after;
                }
                ofOwner.merge(one.series.future(), after.sides(), Sides::plus);
            }
        });
        return sides;
    }

    @Override
    public Map<Future, Map<String, Sides>> held(Tx tx) {
        Map<Future, Map<String, Sides>> held = new HashMap<>();
        List<OptionSeries> listed = tx.query(
                "select name from hourglass.option_series where state = 'LISTED'",
                row -> OptionSeries.parse(row.getString("name")));
        for (OptionSeries series : listed) {
            Map<String, Sides> ofMonth = held.computeIfAbsent(series.future(), month -> new HashMap<>());
            OptionPositions.of(tx, series)
                    .forEach((party, lots) -> ofMonth.merge(party, new Held(series, lots, 0, 0).sides(), Sides::plus));
        }
        return held;
    }

    /** What each party has and may come to have, series by series; nothing yet of those that more is asked for of. */
    private static void lots(
            Tx tx, Collection<String> parties, Set<GpuClass> classes, List<Order> more, BiConsumer<String, Held> each) {
        tx.query(
                """
                with of_class as (
                    select s.id, s.name from hourglass.option_series s join hourglass.future f on f.id = s.future
                    where f.gpu_class = any (?) and s.state = 'LISTED'),
                moves as (
                    select c.id, m.party, p.lots, 0::bigint as buys, 0::bigint as sells
                    from of_class c cross join unnest(?) m (party) cross join lateral (
                        select lots from hourglass.option_position
                        where series = c.id and party = m.party order by version desc limit 1) p
                    union all
                    select c.id, t.buyer, t.quantity, 0, 0
                    from of_class c join hourglass.settling_trade t on t.instrument = c.id
                    where t.buyer = any (?) and t.venue = 'OPTIONS'
                    union all
                    select c.id, t.seller, -t.quantity, 0, 0
                    from of_class c join hourglass.settling_trade t on t.instrument = c.id
                    where t.seller = any (?) and t.venue = 'OPTIONS'
                    union all
                    select c.id, o.party, 0, case when o.buy then o.rest else 0 end,
                        case when o.buy then 0 else o.rest end
                    from hourglass.market_order o join of_class c on c.id = o.instrument
                    where o.party = any (?) and o.live
                    union all
                    select c.id, m.party, 0, 0, 0 from of_class c cross join unnest(?) m (party) where c.id = any (?))
                select c.name, m.party, sum(m.lots)::bigint as lots, sum(m.buys)::bigint as buys,
                    sum(m.sells)::bigint as sells
                from moves m join of_class c using (id) group by c.name, m.party order by c.name, m.party
                """,
                row -> {
                    each.accept(
                            row.getString("party"),
                            new Held(
                                    OptionSeries.parse(row.getString("name")),
                                    row.getLong("lots"),
                                    row.getLong("buys"),
                                    row.getLong("sells")));
                    return row;
                },
                classes,
                parties,
                parties,
                parties,
                parties,
                parties,
                more.stream().map(Order::base).toList());
    }
}
