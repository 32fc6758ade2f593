package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.CurveInputs.Model;
import io.hourglass.ledger.index.CurveInputs.Source;
import io.hourglass.ledger.index.CurveInputs.Term;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.terms.TermSheet;
import io.hourglass.pricing.margin.BusinessDays;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Forward prices of each GPU class, month by month, from its final fixings: the headline is the
 * first month, commitments of a year and of three years the rest, but for months whose futures trade: they
 * are what these settled at the day before. What neither says is expected by two factors and launches. Compute cannot
 * be stored, so spot is never grown at a rate.
 */
public final class Curves {
    /** What the curves go by that changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(ForwardTerms.SHEET);

    /** Commitments are listed weekly: one list that comes late must not turn the curve flat. */
    private static final int COMMITMENT_DAYS = 14;

    /** Discounts of the latest offers that have both an hourly price and the commitment's. */
    private static final String DISCOUNT = """
            with latest as (
                select distinct on (h.provider, h.offer) h.provider, c.price::numeric / h.price as ratio
                from hourglass.observation h join hourglass.observation c
                    on c.gpu_class = h.gpu_class and c.kind = ? and c.observed = h.observed
                    and c.provider = h.provider and c.offer = h.offer and c.observed > ? and c.observed <= ?
                where h.gpu_class = ? and h.kind = 'ON_DEMAND' and h.observed > ? and h.observed <= ?
                order by h.provider, h.offer, h.observed desc, c.number desc),
            providers as (
                select provider, percentile_disc(0.5) within group (order by ratio) as ratio
                from latest group by provider)
            select count(*), percentile_disc(0.5) within group (order by ratio) from providers
            """;

    private final Database database;
    private final Fixings fixings;
    private final TradedForwards futures;
    private final Clock clock;

    public Curves(Database database, Fixings fixings, TradedForwards futures, Clock clock) {
        this.database = database;
        this.fixings = fixings;
        this.futures = futures;
        this.clock = clock;
    }

    /**
     * Builds a class's first curve from its latest final fixing, and from then on one of every final
     * fixing, in order; returns how many.
     */
    public int doWork() {
        return database.inTx(this::build);
    }

    /** The same in a transaction that publishes fixings: nobody sees a final without its curve. */
    public int build(Tx tx) {
        List<Due> due =
                tx.query("""
                with built as (select gpu_class, max(day) as last from hourglass.curve group by gpu_class),
                fixed as (
                    select f.gpu_class, f.day, b.last, max(f.day) over (partition by f.gpu_class) as latest
                    from hourglass.fixing f left join built b on b.gpu_class = f.gpu_class
                    where f.kind = 'ON_DEMAND' and f.status = 'FINAL' and f.value is not null)
                select gpu_class, day from fixed where day > last or (last is null and day = latest)
                order by day, gpu_class
                """, row -> new Due(GpuClass.parse(row.getString(1)), row.getObject(2, LocalDate.class)));
        due.forEach(one -> build(tx, one.gpu(), one.day()));
        return due.size();
    }

    private record Due(GpuClass gpu, LocalDate day) {}

    private void build(Tx tx, GpuClass gpu, LocalDate day) {
        PublishedFixing spot =
                fixings.find(tx, IndexName.headline(gpu), day, Status.FINAL).orElseThrow();
        long price = spot.value().orElseThrow().micros();
        List<Term> terms = new ArrayList<>();
        term(tx, gpu, day, price, PriceKind.COMMIT_1Y, 12).ifPresent(terms::add);
        term(tx, gpu, day, price, PriceKind.COMMIT_3Y, 36).ifPresent(terms::add);
        CurveInputs.Curve curve = new CurveInputs(
                        spot.index().name(), day, price, spot.receipts(), terms, futures.before(tx, gpu, day), null)
                .build(months -> model(tx, gpu, day, months));
        String inputs = curve.inputs().write();
        int added = tx.run("""
                insert into hourglass.curve (gpu_class, day, digest, inputs, published) values (?, ?, ?, ?, ?)
                on conflict do nothing
                """, gpu.name(), day, Hash.sha256(inputs), inputs, clock.instant());
        if (added > 0) {
            tx.run("""
                    insert into hourglass.curve_point (gpu_class, day, month, price)
                    select ?, ?, (? + (number - 1) * interval '1 month')::date, price::bigint
                    from unnest(?) with ordinality as p (price, number)
                    """, gpu.name(), day, YearMonth.from(day).atDay(1), curve.months());
        }
    }

    private Model model(Tx tx, GpuClass gpu, LocalDate day, List<YearMonth> months) {
        ForwardTerms terms = ForwardTerms.on(tx, day);
        SortedMap<LocalDate, Long> prices = new TreeMap<>();
        for (PublishedFixing fixing :
                fixings.finals(tx, IndexName.headline(gpu), day.minusDays(terms.historyDays()), day)) {
            fixing.value().ifPresent(value -> prices.put(fixing.day(), value.micros()));
        }
        return Model.seen(terms, prices, months);
    }

    private Optional<Term> term(Tx tx, GpuClass gpu, LocalDate day, long spot, PriceKind kind, int months) {
        Optional<PublishedFixing> fixed = fixings.find(tx, new IndexName(gpu, kind), day, Status.FINAL);
        if (fixed.isPresent() && fixed.get().value().isPresent()) {
            long price = fixed.get().value().get().micros();
            return Optional.of(
                    new Term(months, price, Source.FIXING, fixed.get().providers(), true));
        }
        Instant from = Timetable.provisional(day.minusDays(COMMITMENT_DAYS));
        Instant to = Timetable.provisional(day);
        return tx.first(
                        DISCOUNT,
                        row -> new Discount(row.getInt(1), Optional.ofNullable(row.getBigDecimal(2))),
                        kind,
                        from,
                        to,
                        gpu.name(),
                        from,
                        to)
                .flatMap(discount -> discount.ratio()
                        .map(ratio -> new Term(
                                months, timesHalfEven(spot, ratio), Source.DISCOUNT, discount.providers(), true)));
    }

    private record Discount(int providers, Optional<BigDecimal> ratio) {}

    private static long timesHalfEven(long price, BigDecimal ratio) {
        return BigDecimal.valueOf(price)
                .multiply(ratio)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /** The latest curve of a class that is no later than a day. */
    public Optional<ForwardPoints> curve(Tx tx, GpuClass gpu, LocalDate upTo) {
        return tx.first(
                "select * from hourglass.curve where gpu_class = ? and day <= ? order by day desc limit 1",
                row -> {
                    LocalDate day = row.getObject("day", LocalDate.class);
                    return new ForwardPoints(
                            gpu, day, points(tx, gpu, day), row.getString("inputs"), new Hash(row.getString("digest")));
                },
                gpu.name(),
                upTo);
    }

    /** The same curve day by day; none where its months lie too far apart for a smooth one. */
    public Optional<DailyForwards> daily(Tx tx, GpuClass gpu, LocalDate upTo) {
        return curve(tx, gpu, upTo).flatMap(DailyForwards::of);
    }

    private static SortedMap<YearMonth, Price> points(Tx tx, GpuClass gpu, LocalDate day) {
        SortedMap<YearMonth, Price> months = new TreeMap<>();
        tx.query(
                "select month, price from hourglass.curve_point where gpu_class = ? and day = ?",
                row -> months.put(YearMonth.from(row.getObject(1, LocalDate.class)), new Price(row.getLong(2))),
                gpu.name(),
                day);
        return months;
    }

    /**
     * The settlement price of last resort (T3) of a contract month on a day, half-even to $0.0001.
     * Of a month that is being fixed, the mean of what is fixed and of what the curve expects for the
     * business days to come.
     */
    public Outcome<Price> settlementPrice(Tx tx, GpuClass gpu, YearMonth month, LocalDate day) {
        Optional<Price> point = curve(tx, gpu, day).map(curve -> curve.months().get(month));
        if (point.isEmpty()) {
            return Outcome.refused(IndexRefusal.NO_CURVE, gpu + " has no curve for " + month + " on " + day);
        }
        List<LocalDate> days = BusinessDays.of(month, Timetable.HOLIDAYS);
        List<Long> fixed =
                fixings.finals(tx, IndexName.headline(gpu), month.atDay(1), min(day, month.atEndOfMonth())).stream()
                        .filter(one -> BusinessDays.isBusinessDay(one.day(), Timetable.HOLIDAYS))
                        .flatMap(one -> one.value().stream())
                        .map(Price::micros)
                        .toList();
        long sum = fixed.stream().mapToLong(Long::longValue).sum();
        long rest = Math.multiplyExact(point.get().micros(), (long) days.size() - fixed.size());
        return Outcome.done(tickHalfEven(Math.addExact(sum, rest), days.size()));
    }

    /** The one rounding of a settlement price: a sum of micro-dollars over days, to 100 micro-dollars. */
    private static Price tickHalfEven(long sum, int days) {
        BigDecimal usd = BigDecimal.valueOf(sum, 6).divide(BigDecimal.valueOf(days), 4, RoundingMode.HALF_EVEN);
        return Price.parse(usd.toPlainString());
    }

    private static LocalDate min(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }
}
