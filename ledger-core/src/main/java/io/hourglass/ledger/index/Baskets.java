package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.pricing.index.BasketIndex;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
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
 * (rulebook §2). What it holds changes at a rebalance, which one person proposes and another approves,
 * by prices of a final day, and its divisor with it,
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

    /**
     * A basket that was put forward.
     *
     * @param number which proposal for the day, from 1
     * @param hours GPU-hours of each constituent
     * @param approver who agreed; empty while only one person stands for it
     */
    public record Proposal(
            LocalDate effective,
            int number,
            SortedMap<IndexName, Long> hours,
            String proposer,
            Instant proposed,
            Optional<String> approver) {}

    private record Key(LocalDate effective, int number) {}

    /** The baskets there were, the first one first. */
    public List<Basket> baskets(Tx tx) {
        Map<Key, SortedMap<IndexName, Long>> hours = hours(tx);
        return tx.query("select effective, number, divisor from hourglass.basket order by effective", row -> {
            Key key = new Key(row.getObject(1, LocalDate.class), row.getInt(2));
            return new Basket(key.effective, hours.getOrDefault(key, new TreeMap<>()), row.getBigDecimal(3));
        });
    }

    /** All that was ever proposed, by day. */
    public List<Proposal> proposals(Tx tx) {
        Map<Key, SortedMap<IndexName, Long>> hours = hours(tx);
        return tx.query("""
                select p.*, b.approver from hourglass.basket_proposal p
                left join hourglass.basket b using (effective, number) order by effective, number
                """, row -> {
            Key key = new Key(row.getObject("effective", LocalDate.class), row.getInt("number"));
            return new Proposal(
                    key.effective,
                    key.number,
                    hours.getOrDefault(key, new TreeMap<>()),
                    row.getString("proposer"),
                    row.getObject("proposed", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getString("approver")));
        });
    }

    private static Map<Key, SortedMap<IndexName, Long>> hours(Tx tx) {
        Map<Key, SortedMap<IndexName, Long>> hours = new HashMap<>();
        tx.query(
                "select effective, number, index_name, hours from hourglass.basket_constituent",
                row -> hours.computeIfAbsent(
                                new Key(row.getObject(1, LocalDate.class), row.getInt(2)), key -> new TreeMap<>())
                        .put(IndexName.parse(row.getString(3)), row.getLong(4)));
        return hours;
    }

    private static Map<String, Long> byName(Map<IndexName, Long> hours) {
        Map<String, Long> named = new HashMap<>();
        hours.forEach((index, quantity) -> named.put(index.name(), quantity));
        return named;
    }

    /**
     * Puts the first basket forward, or another one.
     *
     * @param hours GPU-hours of each constituent, headline indices
     * @param day the final day by whose prices it is done, later than the last time's
     * @param by who proposes it
     */
    public Outcome<Proposal> propose(Tx tx, Map<IndexName, Long> hours, LocalDate day, String by) {
        oneAtATime(tx);
        if (hours.isEmpty()
                || hours.entrySet().stream()
                        .anyMatch(one -> one.getValue() <= 0 || one.getKey().kind() != PriceKind.ON_DEMAND)) {
            return Outcome.refused(
                    IndexRefusal.NOT_A_BASKET, "a basket holds positive hours of headline indices: " + hours);
        }
        return index(tx, hours, day).then(index -> {
            int number = tx.first(
                            "select count(*) + 1 from hourglass.basket_proposal where effective = ?",
                            row -> row.getInt(1),
                            day)
                    .orElseThrow();
            tx.run(
                    "insert into hourglass.basket_proposal (effective, number, proposer, proposed)"
                            + " values (?, ?, ?, ?)",
                    day,
                    number,
                    by,
                    clock.instant());
            hours.forEach((one, quantity) -> tx.run(
                    "insert into hourglass.basket_constituent (effective, number, index_name, hours)"
                            + " values (?, ?, ?, ?)",
                    day,
                    number,
                    one.name(),
                    quantity));
            return Outcome.done(find(tx, day, number).orElseThrow());
        });
    }

    /** Agrees to a proposal: the index holds it from its day on. */
    public Outcome<Basket> approve(Tx tx, LocalDate day, int number, String by) {
        oneAtATime(tx);
        Optional<Proposal> found = find(tx, day, number);
        if (found.isEmpty()) {
            return Outcome.refused(IndexRefusal.UNKNOWN_BASKET, "no basket " + number + " of " + day + " was proposed");
        }
        Proposal proposal = found.get();
        if (proposal.proposer().equals(by)) {
            return Outcome.refused(IndexRefusal.SAME_PERSON, "another person must approve what one proposes");
        }
        return index(tx, proposal.hours(), day).then(index -> {
            Basket fresh = new Basket(day, proposal.hours(), index.exactDivisor());
            tx.run(
                    "insert into hourglass.basket (effective, number, proposer, approver, divisor, rebalanced)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    day,
                    number,
                    proposal.proposer(),
                    by,
                    fresh.divisor(),
                    clock.instant());
            return Outcome.done(fresh);
        });
    }

    /** The index that goes on with these hours, by the prices of a day after the last rebalance. */
    private Outcome<BasketIndex> index(Tx tx, Map<IndexName, Long> hours, LocalDate day) {
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
        return Outcome.done(last.map(basket -> basket.index().rebalance(named, prices))
                .orElseGet(() -> BasketIndex.start(named, prices, BasketIndex.BASE)));
    }

    private Optional<Proposal> find(Tx tx, LocalDate day, int number) {
        return proposals(tx).stream()
                .filter(one -> one.effective().equals(day) && one.number() == number)
                .findFirst();
    }

    private static void oneAtATime(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('index:basket', 0))", row -> 0);
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
