package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
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
    long delivered;
    long paid;

    @Enumerated(EnumType.STRING)
    Stage stage;

    @Nullable
    String reason;

    Instant asked;

    DeliveryRow() {}

    DeliveryRow(Hash id, String request, Series series, String holder, String owner, long units, Instant asked) {
        this.id = id.hex();
        this.request = request;
        this.series = series.name();
        this.holder = holder;
        this.owner = owner;
        this.units = units;
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
                new Amount(hours, delivered),
                new Amount(Asset.USD, paid),
                stage,
                reason);
    }
}
