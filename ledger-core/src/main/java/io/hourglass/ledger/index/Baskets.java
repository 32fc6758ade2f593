package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.index.BasketIndex;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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
            Map<String, Double> quantities = new HashMap<>();
            hours.forEach((index, quantity) -> quantities.put(index.name(), quantity.doubleValue()));
            return new BasketIndex(quantities, divisor.doubleValue());
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
        SortedMap<LocalDate, Basket> baskets = new TreeMap<>();
        tx.query("""
                select b.effective, b.divisor, c.index_name, c.hours
                from hourglass.basket b join hourglass.basket_constituent c using (effective)
                """, row -> baskets.computeIfAbsent(row.getObject(1, LocalDate.class), day -> empty(day, row))
                .hours()
                .put(IndexName.parse(row.getString(3)), row.getLong(4)));
        return List.copyOf(baskets.values());
    }

    private static Basket empty(LocalDate day, ResultSet row) {
        try {
            return new Basket(day, new TreeMap<>(), row.getBigDecimal(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
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
        Map<String, Double> prices = prices(tx, day, day).getOrDefault(day, Map.of());
        List<IndexName> missing = missing(both, prices);
        if (!missing.isEmpty()) {
            return Outcome.refused(IndexRefusal.NOT_FINAL, "no final fixing of " + missing + " for " + day);
        }
        Basket fresh = new Basket(day, new TreeMap<>(hours), BigDecimal.ONE);
        Map<String, Double> quantities = fresh.index().quantities();
        BasketIndex index = last.map(basket -> basket.index().rebalance(quantities, prices))
                .orElseGet(() -> BasketIndex.start(quantities, prices, BasketIndex.BASE));
        tx.run(
                "insert into hourglass.basket (effective, divisor, rebalanced) values (?, ?, ?)",
                day,
                new BigDecimal(index.divisor()),
                clock.instant());
        hours.forEach((one, quantity) -> tx.run(
                "insert into hourglass.basket_constituent (effective, index_name, hours) values (?, ?, ?)",
                day,
                one.name(),
                quantity));
        return Outcome.done(new Basket(day, fresh.hours(), new BigDecimal(index.divisor())));
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

    private static Level level(LocalDate day, Basket basket, Map<String, Double> prices) {
        List<IndexName> missing = missing(basket.hours(), prices);
        return new Level(
                day,
                missing.isEmpty()
                        ? OptionalLong.of(MicroDollars.halfEven(basket.index().level(prices)))
                        : OptionalLong.empty(),
                missing);
    }

    private static List<IndexName> missing(SortedMap<IndexName, Long> hours, Map<String, Double> prices) {
        return hours.keySet().stream()
                .filter(index -> !prices.containsKey(index.name()))
                .toList();
    }

    /** Final headline prices by day and index, USD per GPU-hour; a day of gaps has none. */
    private static SortedMap<LocalDate, Map<String, Double>> prices(Tx tx, LocalDate from, LocalDate to) {
        SortedMap<LocalDate, Map<String, Double>> days = new TreeMap<>();
        tx.query(
                """
                select day, index_name, value from hourglass.fixing
                where day between ? and ? and status = 'FINAL' and kind = 'ON_DEMAND'
                """,
                row -> {
                    Map<String, Double> day =
                            days.computeIfAbsent(row.getObject(1, LocalDate.class), key -> new HashMap<>());
                    long micros = row.getLong(3);
                    if (!row.wasNull()) {
                        day.put(row.getString(2), BigDecimal.valueOf(micros, 6).doubleValue());
                    }
                    return 0;
                },
                from,
                to);
        return days;
    }
}
