package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code mint}. */
@Entity
@Table(name = "mint")
@SuppressWarnings("NullAway.Init")
class MintRow {
    @Id
    String id;

    String series;
    String owner;
    long units;

    @Enumerated(EnumType.STRING)
    Stage stage;

    @Nullable
    String reason;

    Instant asked;

    MintRow() {}

    MintRow(String id, Series series, String owner, long units, Instant asked) {
        this.id = id;
        this.series = series.name();
        this.owner = owner;
        this.units = units;
        this.stage = Stage.PLANNED;
        this.asked = asked;
    }

    Minting minting() {
        Series of = Series.parse(series);
        return new Minting(id, owner, of, new Amount(of.asset(), units), stage, reason);
    }
}
