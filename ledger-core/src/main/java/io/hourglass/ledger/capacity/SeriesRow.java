package io.hourglass.ledger.capacity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A row of table {@code series}. */
@Entity
@Table(name = "series")
@SuppressWarnings("NullAway.Init")
class SeriesRow {
    @Id
    String name;

    String id;

    @Column(name = "gpu_class")
    String gpuClass;

    String region;
    LocalDate month;
    Instant starts;
    Instant expires;

    @Enumerated(EnumType.STRING)
    SeriesStatus.State stage;

    @Nullable
    String reason;

    Instant opened;

    SeriesRow() {}

    SeriesRow(Series series, Instant opened) {
        this.name = series.name();
        this.id = series.id().hex();
        this.gpuClass = series.gpu().name();
        this.region = series.region().code();
        this.month = series.month().atDay(1);
        this.starts = series.start();
        this.expires = series.expiry();
        this.stage = SeriesStatus.State.PLANNED;
        this.opened = opened;
    }

    Series series() {
        return Series.parse(name);
    }
}
