package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.pricing.index.BasketIndex;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The basket index {@code HGI-C}: a basket of GPU-hours of several classes as one number of points
 * (rulebook §2). What it holds changes at a rebalance, by prices of a final day, and its divisor with it,
 * so that the level of that day is the same by both. Levels follow from final fixings and the baskets on
 * record; a day that lacks a constituent's fixing has none.
 */
public final class Baskets {
    private final Clock clock;

    public Baskets(Clock clock) {
        this.clock = clock;
    }

    /**
     * What the index holds from a day on.
     *
     * @param hours GPU-hours of each constituent
     * @param divisor USD per point
     */
    public record Basket(LocalDate effective, SortedMap<IndexName, Long> hours, BigDecimal divisor) {
        private BasketIndex index() {
            return BasketIndex.of(byName(hours), divisor);
        }
    }

    /**
     * The index on a day.
     *
     * @param microPoints millionths of a point, half-even; empty where a fixing is missing
     * @param missing the constituents without a final fixing of the day
     */
    public record Level(LocalDate day, OptionalLong microPoints, List<IndexName> missing) {}

    /** The baskets there were, the first one first. */
    public List<Basket> baskets(Tx tx) {
        Map<LocalDate, SortedMap<IndexName, Long>> hours = new HashMap<>();
        tx.query("select effective, index_name, hours from hourglass.basket_constituent", row -> hours.computeIfAbsent(
                        row.getObject(1, LocalDate.class), day -> new TreeMap<>())
                .put(IndexName.parse(row.getString(2)), row.getLong(3)));
        return tx.query("select effective, divisor from hourglass.basket order by effective", row -> {
            LocalDate effective = row.getObject(1, LocalDate.class);
            return new Basket(effective, hours.getOrDefault(effective, new TreeMap<>()), row.getBigDecimal(2));
        });
    }

    private static Map<String, Long> byName(Map<IndexName, Long> hours) {
        Map<String, Long> named = new HashMap<>();
        hours.forEach((index, quantity) -> named.put(index.name(), quantity));
        return named;
    }

    /**
     * Makes the first basket, or another one.
     *
     * @param hours GPU-hours of each constituent, headline indices
     * @param day the final day by whose prices it is done, later than the last time's
     */
    public Outcome<Basket> rebalance(Tx tx, Map<IndexName, Long> hours, LocalDate day) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('index:basket', 0))", row -> 0);
        if (hours.isEmpty()
                || hours.entrySet().stream()
                        .anyMatch(one -> one.getValue() <= 0 || one.getKey().kind() != PriceKind.ON_DEMAND)) {
            return Outcome.refused(
                    IndexRefusal.NOT_A_BASKET, "a basket holds positive hours of headline indices: " + hours);
        }
        List<Basket> before = baskets(tx);
        Optional<Basket> last = before.isEmpty() ? Optional.empty() : Optional.of(before.getLast());
        if (last.isPresent() && !day.isAfter(last.get().effective())) {
            return Outcome.refused(
                    IndexRefusal.NOT_A_BASKET,
                    "the last rebalance was on " + last.get().effective());
        }
        SortedMap<IndexName, Long> both = new TreeMap<>(hours);
        last.ifPresent(basket -> both.putAll(basket.hours()));
        Map<String, Long> prices = prices(tx, day, day).getOrDefault(day, Map.of());
        List<IndexName> missing = missing(both, prices);
        if (!missing.isEmpty()) {
            return Outcome.refused(IndexRefusal.NOT_FINAL, "no final fixing of " + missing + " for " + day);
        }
        Map<String, Long> named = byName(hours);
        BasketIndex index = last.map(basket -> basket.index().rebalance(named, prices))
                .orElseGet(() -> BasketIndex.start(named, prices, BasketIndex.BASE));
        Basket fresh = new Basket(day, new TreeMap<>(hours), index.exactDivisor());
        tx.run(
                "insert into hourglass.basket (effective, divisor, rebalanced) values (?, ?, ?)",
                day,
                fresh.divisor(),
                clock.instant());
        hours.forEach((one, quantity) -> tx.run(
                "insert into hourglass.basket_constituent (effective, index_name, hours) values (?, ?, ?)",
                day,
                one.name(),
                quantity));
        return Outcome.done(fresh);
    }

    /** The levels of a span's days that are final, oldest first. */
    public List<Level> history(Tx tx, LocalDate from, LocalDate to) {
        NavigableMap<LocalDate, Basket> baskets = new TreeMap<>();
        baskets(tx).forEach(basket -> baskets.put(basket.effective(), basket));
        List<Level> levels = new ArrayList<>();
        prices(tx, from, to).forEach((day, prices) -> {
            Map.Entry<LocalDate, Basket> held = baskets.floorEntry(day);
            if (held != null) {
                levels.add(level(day, held.getValue(), prices));
            }
        });
        return levels;
    }

    private static Level level(LocalDate day, Basket basket, Map<String, Long> prices) {
        List<IndexName> missing = missing(basket.hours(), prices);
        return new Level(
                day,
                missing.isEmpty() ? OptionalLong.of(basket.index().microPoints(prices)) : OptionalLong.empty(),
                missing);
    }

    private static List<IndexName> missing(SortedMap<IndexName, Long> hours, Map<String, Long> prices) {
        return hours.keySet().stream()
                .filter(index -> !prices.containsKey(index.name()))
                .toList();
    }

    /** Final headline prices by day and index, micro-dollars per GPU-hour; a day of gaps has none. */
    private static SortedMap<LocalDate, Map<String, Long>> prices(Tx tx, LocalDate from, LocalDate to) {
        SortedMap<LocalDate, Map<String, Long>> days = new TreeMap<>();
        tx.query(
                """
                select day, index_name, value from hourglass.fixing
                where day between ? and ? and status = 'FINAL' and kind = 'ON_DEMAND'
                """,
                row -> {
                    Map<String, Long> day =
                            days.computeIfAbsent(row.getObject(1, LocalDate.class), key -> new HashMap<>());
                    long micros = row.getLong(3);
                    if (!row.wasNull()) {
                        day.put(row.getString(2), micros);
                    }
                    return 0;
                },
                from,
                to);
        return days;
    }
}
