package io.hourglass.ledger.options;

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

        Sides sides() {
            long bought = Math.max(0, Math.addExact(lots, buys));
            long sold = Math.max(0, Math.subtractExact(sells, lots));
            return series.type() == OptionType.CALL ? new Sides(bought, sold) : new Sides(sold, bought);
        }
    }

    @Override
    public Map<Future, Sides> of(Tx tx, Collection<String> parties, GpuClass gpu, List<Order> more) {
        Map<Future, Sides> sides = new HashMap<>();
        for (Held held : lots(tx, parties, gpu, more)) {
            Held after = held;
            for (Order order : more) {
                after = order.base().equals(held.series.id()) ? after.with(order) : after;
            }
            sides.merge(held.series.future(), after.sides(), Sides::plus);
        }
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

    private static List<Held> lots(Tx tx, Collection<String> parties, GpuClass gpu, List<Order> more) {
        return tx.query(
                """
                with of_class as (
                    select s.id, s.name from hourglass.option_series s join hourglass.future f on f.id = s.future
                    where f.gpu_class = ? and s.state = 'LISTED'),
                moves as (
                    select c.id, p.lots, 0::bigint as buys, 0::bigint as sells
                    from of_class c cross join unnest(?) m (party) cross join lateral (
                        select lots from hourglass.option_position
                        where series = c.id and party = m.party order by version desc limit 1) p
                    union all
                    select c.id, case when t.buyer = any (?) then t.quantity else 0 end
                        - case when t.seller = any (?) then t.quantity else 0 end, 0, 0
                    from of_class c join hourglass.settling_trade t on t.instrument = c.id
                    where t.buyer = any (?) or t.seller = any (?)
                    union all
                    select c.id, 0, case when o.buy then o.rest else 0 end, case when o.buy then 0 else o.rest end
                    from hourglass.market_order o join of_class c on c.id = o.instrument
                    where o.party = any (?) and o.live
                    union all
                    select id, 0, 0, 0 from of_class where id = any (?))
                select c.name, sum(m.lots)::bigint as lots, sum(m.buys)::bigint as buys, sum(m.sells)::bigint as sells
                from moves m join of_class c using (id) group by c.name order by c.name
                """,
                row -> new Held(
                        OptionSeries.parse(row.getString("name")),
                        row.getLong("lots"),
                        row.getLong("buys"),
                        row.getLong("sells")),
                gpu.name(),
                parties,
                parties,
                parties,
                parties,
                parties,
                parties,
                more.stream().map(Order::base).toList());
    }
}
