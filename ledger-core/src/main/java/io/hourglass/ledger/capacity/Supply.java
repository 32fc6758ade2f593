package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What an owner could deliver of a series: hours it sold that nobody has asked for.
 *
 * @param units µGPU-hours
 * @param price what is in escrow for an hour of it, rounded up
 * @param serviceLevel ten-thousandths of a delivery it promises in time
 * @param failures deliveries it failed
 * @param busy µGPU-hours it owes or has promised already
 * @param pace µGPU-hours an hour it posted, from {@code starts} on; nothing if it posted none
 */
record Supply(
        Series series,
        String owner,
        long units,
        Price price,
        int serviceLevel,
        int failures,
        long busy,
        long pace,
        Instant starts) {

    /** What it can deliver by a moment: all of it by the end of the series, before at its pace. */
    long by(Instant due, Instant now) {
        if (!due.isBefore(series.expiry())) {
            return units;
        }
        Instant begins = starts.isAfter(now) ? starts : now;
        BigInteger most = BigInteger.valueOf(
                        Math.max(0, Duration.between(begins, due).toSeconds()))
                .multiply(BigInteger.valueOf(pace))
                .divide(BigInteger.valueOf(Duration.ofHours(1).toSeconds()))
                .subtract(BigInteger.valueOf(busy));
        return most.min(BigInteger.valueOf(units)).max(BigInteger.ZERO).longValueExact();
    }

    /**
     * Every owner with something left of a class, by series and owner.
     *
     * @param coming sales that the chain has not settled yet, counted as if it had
     */
    static List<Supply> of(Tx tx, GpuClass gpu, Instant now, List<Sale> coming) {
        return tx.query(
                """
                with sale as (
                    select series, owner, sold, owed, promised, cash from hourglass.escrow
                    union all
                    select series, owner, units, 0, 0, cash from unnest(?, ?, ?::bigint[], ?::bigint[])
                        c (series, owner, units, cash)),
                e as (
                    select series, owner, sum(sold)::bigint as sold, sum(owed)::bigint as owed,
                        sum(promised)::bigint as promised, sum(cash)::bigint as cash
                    from sale group by series, owner)
                select e.series, e.owner, e.sold - e.owed - e.promised as units, e.sold, e.cash,
                    coalesce((select l.basis_points from hourglass.service_level l
                        where l.series = e.series and l.owner = e.owner
                        order by l.number desc limit 1), 0) as service_level,
                    (select count(*) from hourglass.delivery d where d.owner = e.owner and d.failed > 0) as failures,
                    e.owed + e.promised as busy, coalesce(b.pace, 0) as pace, coalesce(b.starts, s.starts) as starts
                from e join hourglass.series s on s.name = e.series
                    left join hourglass.bond b on b.series = e.series and b.owner = e.owner
                where s.gpu_class = ? and s.stage = 'OPEN' and s.expires > ? and e.sold > e.owed + e.promised
                order by e.series, e.owner
                """,
                row -> new Supply(
                        Series.parse(row.getString("series")),
                        row.getString("owner"),
                        row.getLong("units"),
                        priceUp(row.getLong("cash"), row.getLong("sold")),
                        row.getInt("service_level"),
                        row.getInt("failures"),
                        row.getLong("busy"),
                        row.getLong("pace"),
                        row.getObject("starts", OffsetDateTime.class).toInstant()),
                coming.stream().map(sale -> sale.series().name()).toList(),
                coming.stream().map(Sale::owner).toList(),
                coming.stream().map(sale -> sale.hours().units()).toList(),
                coming.stream().map(sale -> sale.cash().units()).toList(),
                gpu.name(),
                now);
    }

    private static Price priceUp(long cash, long sold) {
        BigInteger[] price = BigInteger.valueOf(cash)
                .multiply(BigInteger.valueOf(Price.UNITS_PER_HOUR))
                .divideAndRemainder(BigInteger.valueOf(sold));
        long up = Math.addExact(price[0].longValueExact(), price[1].signum());
        return new Price(Math.max(1, up));
    }
}
