package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.TradedForwards;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * Months at the settlement prices of their futures, where the latest was made of trades (T1, T2). What was made of the
 * curve (T3) says nothing that the curve does not know.
 */
public final class TradedFutures implements TradedForwards {
    @Override
    public List<Traded> before(Tx tx, GpuClass gpu, LocalDate before) {
        return tx.query(
                """
                select f.month, f.name, m.day, m.price from hourglass.future f cross join lateral (
                    select day, price, procedure from hourglass.mark
                    where future = f.id and day < ? and cycle = 'EVENING' and state <> 'VOIDED'
                    order by day desc limit 1) m
                where f.gpu_class = ? and m.procedure in ('T1', 'T2') order by f.month
                """,
                row -> new Traded(
                        YearMonth.parse(row.getString("month")),
                        row.getString("name"),
                        row.getObject("day", LocalDate.class),
                        row.getLong("price")),
                before,
                gpu.name());
    }
}
