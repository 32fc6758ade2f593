package io.hourglass.ledger.capacity;

import io.hourglass.ledger.capacity.Reservation.Route;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code delivery}. */
@Entity
@Table(name = "delivery")
@SuppressWarnings("NullAway.Init")
class DeliveryRow {
    @Id
    String id;

    String request;
    String series;
    String holder;
    String owner;
    long units;
    Instant due;

    @Column(name = "promised")
    int serviceLevel;

    long delivered;
    long failed;
    long paid;
    long value;
    long credited;
    long repaid;

    @Enumerated(EnumType.STRING)
    Stage stage;

    @Nullable
    String reason;

    Instant asked;

    DeliveryRow() {}

    DeliveryRow(Hash id, String request, String holder, Route route, Instant asked) {
        this(id, request, route.series(), holder, route.owner(), route.hours().units(), route.due(), asked);
        this.serviceLevel = route.serviceLevel();
    }

    DeliveryRow(
            Hash id,
            String request,
            Series series,
            String holder,
            String owner,
            long units,
            Instant due,
            Instant asked) {
        this.id = id.hex();
        this.request = request;
        this.series = series.name();
        this.holder = holder;
        this.owner = owner;
        this.units = units;
        this.due = due;
        this.stage = Stage.PLANNED;
        this.asked = asked;
    }

    Delivery delivery() {
        Series of = Series.parse(series);
        Asset hours = of.asset();
        return new Delivery(
                new Hash(id),
                request,
                of,
                holder,
                owner,
                new Amount(hours, units),
                due,
                serviceLevel,
                new Amount(Asset.USD, value),
                new Amount(hours, delivered),
                new Amount(hours, failed),
                new Amount(Asset.USD, paid),
                new Amount(Asset.USD, credited),
                new Amount(Asset.USD, repaid),
                stage,
                reason);
    }
}
