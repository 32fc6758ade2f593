package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Reservation.Route;
import io.hourglass.ledger.capacity.Reservation.Source;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables {@code reservation}, {@code reservation_source} and {@code route}. */
final class ReservationTable {
    private final Deliveries deliveries;

    ReservationTable(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** Of which the hours are held. */
    void insert(Tx tx, ReservationRequest of, Instant asked, Instant expires) {
        insert(tx, of, asked, expires, State.HELD, null);
    }

    /** Of which hours are still to come. */
    void insert(Tx tx, ReservationRequest of, Instant asked, Purchase purchase) {
        insert(tx, of, asked, purchase.until(), State.BUYING, purchase.id());
    }

    private static void insert(
            Tx tx, ReservationRequest of, Instant asked, Instant expires, State state, @Nullable UUID purchase) {
        tx.run(
                """
                insert into hourglass.reservation (id, holder, gpu_class, units, regions, month, due, price_max,
                    service_level, failover, buy_max, asked, expires, stage, purchase)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                of.id(),
                of.holder(),
                of.gpu().name(),
                of.hours().units(),
                of.regions(),
                of.month() == null ? null : of.month().atDay(1),
                of.due(),
                of.priceMax() == null ? null : of.priceMax().micros(),
                of.serviceLevel(),
                of.failover(),
                of.buyMax() == null ? null : of.buyMax().micros(),
                asked,
                expires,
                state,
                purchase);
    }

    void insert(Tx tx, String id, List<Routing.Decision> decisions) {
        int number = 0;
        for (Routing.Decision decision : decisions) {
            number++;
            tx.run(
                    """
                    insert into hourglass.route (reservation, number, series, owner, units, deliverable, price, cost,
                        service_level, failures, due, reason)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    id,
                    number,
                    decision.supply().series().name(),
                    decision.supply().owner(),
                    decision.units(),
                    decision.deliverable(),
                    decision.supply().price().micros(),
                    decision.cost(),
                    decision.supply().serviceLevel(),
                    decision.supply().failures(),
                    decision.due(),
                    decision.reason());
        }
    }

    void insert(Tx tx, String id, Source source) {
        tx.run(
                "insert into hourglass.reservation_source (reservation, series, kept, bought) values (?, ?, ?, ?)",
                id,
                source.series().name(),
                source.kept().units(),
                source.bought().units());
    }

    void become(Tx tx, String id, State state) {
        tx.run("update hourglass.reservation set stage = ? where id = ?", state, id);
    }

    /** What was to be bought is here, and routed. */
    void hold(Tx tx, String id, Instant expires) {
        tx.run("update hourglass.reservation set stage = 'HELD', expires = ? where id = ?", expires, id);
    }

    void fail(Tx tx, String id, String reason) {
        tx.run("update hourglass.reservation set stage = 'FAILED', reason = ? where id = ?", reason, id);
    }

    Optional<Reservation> find(Tx tx, String id) {
        return tx.first(
                "select * from hourglass.reservation where id = ?",
                row -> reservation(row, sources(tx, id), routes(tx, id)),
                id);
    }

    /** A holder's reservations, newest first. */
    List<Reservation> of(Tx tx, String holder, int limit) {
        return tx
                .query(
                        "select id from hourglass.reservation where holder = ? order by asked desc, id desc limit ?",
                        row -> row.getString(1),
                        holder,
                        limit)
                .stream()
                .map(id -> find(tx, id).orElseThrow())
                .toList();
    }

    /** What is bought, by the id of whose it is. */
    Map<String, UUID> buying(Tx tx) {
        return tx
                .query(
                        "select id, purchase from hourglass.reservation where stage = 'BUYING'",
                        row -> Map.entry(row.getString(1), row.getObject(2, UUID.class)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Source> sources(Tx tx, String id) {
        return tx.query(
                "select * from hourglass.reservation_source where reservation = ? order by series",
                row -> {
                    Series series = Series.parse(row.getString("series"));
                    return new Source(
                            series,
                            new Amount(series.asset(), row.getLong("kept")),
                            new Amount(series.asset(), row.getLong("bought")));
                },
                id);
    }

    private List<Route> routes(Tx tx, String id) {
        return tx.query(
                "select * from hourglass.route where reservation = ? order by number",
                row -> {
                    Series series = Series.parse(row.getString("series"));
                    Asset asset = series.asset();
                    int number = row.getInt("number");
                    Hash delivery = Deliveries.idOf(id + ":" + number);
                    return new Route(
                            number,
                            series,
                            row.getString("owner"),
                            new Amount(asset, row.getLong("units")),
                            new Amount(asset, row.getLong("deliverable")),
                            new Price(row.getLong("price")),
                            new Price(row.getLong("cost")),
                            row.getInt("service_level"),
                            row.getInt("failures"),
                            instant(row, "due"),
                            row.getString("reason"),
                            deliveries.find(tx, delivery).orElse(null));
                },
                id);
    }

    private static Reservation reservation(ResultSet row, List<Source> sources, List<Route> routes)
            throws SQLException {
        GpuClass gpu = GpuClass.parse(row.getString("gpu_class"));
        List<Region> regions = new ArrayList<>();
        for (String code : (String[]) row.getArray("regions").getArray()) {
            regions.add(Region.parse(code));
        }
        LocalDate month = row.getObject("month", LocalDate.class);
        OffsetDateTime due = row.getObject("due", OffsetDateTime.class);
        return new Reservation(
                row.getString("id"),
                row.getString("holder"),
                gpu,
                new Amount(gpu.hours(), row.getLong("units")),
                List.copyOf(regions),
                month == null ? null : YearMonth.from(month),
                due == null ? null : due.toInstant(),
                price(row, "price_max"),
                row.getInt("service_level"),
                row.getBoolean("failover"),
                price(row, "buy_max"),
                routes.isEmpty() ? null : meanUp(routes),
                instant(row, "asked"),
                instant(row, "expires"),
                State.valueOf(row.getString("stage")),
                row.getString("reason"),
                row.getObject("purchase", UUID.class),
                sources,
                routes);
    }

    private static @Nullable Price price(ResultSet row, String column) throws SQLException {
        Long micros = row.getObject(column, Long.class);
        return micros == null ? null : new Price(micros);
    }

    /** The mean price of an hour, rounded up. */
    private static Price meanUp(List<Route> routes) {
        BigInteger cash = BigInteger.ZERO;
        BigInteger hours = BigInteger.ZERO;
        for (Route route : routes) {
            BigInteger units = BigInteger.valueOf(route.hours().units());
            cash = cash.add(units.multiply(BigInteger.valueOf(route.price().micros())));
            hours = hours.add(units);
        }
        BigInteger[] mean = cash.divideAndRemainder(hours);
        return new Price(mean[0].longValueExact() + mean[1].signum());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
