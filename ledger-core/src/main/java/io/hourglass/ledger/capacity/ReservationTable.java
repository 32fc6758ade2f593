package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Reservation.Route;
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
import java.util.Optional;

/** The tables {@code reservation} and {@code route}. */
final class ReservationTable {
    private final Deliveries deliveries;

    ReservationTable(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    void insert(Tx tx, ReservationRequest of, Instant asked, Instant expires, List<Routing.Decision> decisions) {
        tx.run(
                """
                insert into hourglass.reservation (id, holder, gpu_class, units, regions, month, due, price_max,
                    service_level, failover, asked, expires)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                asked,
                expires);
        int number = 0;
        for (Routing.Decision decision : decisions) {
            number++;
            tx.run(
                    """
                    insert into hourglass.route (reservation, number, series, owner, units, deliverable, price, cost,
                        service_level, failures, due, reason)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    of.id(),
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

    void become(Tx tx, String id, State state) {
        tx.run("update hourglass.reservation set stage = ? where id = ?", state, id);
    }

    Optional<Reservation> find(Tx tx, String id) {
        return tx.first(
                "select * from hourglass.reservation where id = ?", row -> reservation(row, routes(tx, id)), id);
    }

    /** A holder's reservations, oldest first. */
    List<Reservation> of(Tx tx, String holder) {
        return tx
                .query(
                        "select id from hourglass.reservation where holder = ? order by asked, id",
                        row -> row.getString(1),
                        holder)
                .stream()
                .map(id -> find(tx, id).orElseThrow())
                .toList();
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

    private static Reservation reservation(ResultSet row, List<Route> routes) throws SQLException {
        GpuClass gpu = GpuClass.parse(row.getString("gpu_class"));
        List<Region> regions = new ArrayList<>();
        for (String code : (String[]) row.getArray("regions").getArray()) {
            regions.add(Region.parse(code));
        }
        LocalDate month = row.getObject("month", LocalDate.class);
        OffsetDateTime due = row.getObject("due", OffsetDateTime.class);
        long priceMax = row.getLong("price_max");
        return new Reservation(
                row.getString("id"),
                row.getString("holder"),
                gpu,
                new Amount(gpu.hours(), row.getLong("units")),
                List.copyOf(regions),
                month == null ? null : YearMonth.from(month),
                due == null ? null : due.toInstant(),
                priceMax == 0 ? null : new Price(priceMax),
                row.getInt("service_level"),
                row.getBoolean("failover"),
                meanUp(routes),
                instant(row, "asked"),
                instant(row, "expires"),
                State.valueOf(row.getString("stage")),
                routes);
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
