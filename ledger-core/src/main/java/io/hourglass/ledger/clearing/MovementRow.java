package io.hourglass.ledger.clearing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dollars on their way to Clearing (positive) or back (negative). */
@Entity
@Table(name = "clearing_movement")
@SuppressWarnings("NullAway.Init")
class MovementRow {
    @Id
    String id;

    @Column(insertable = false, updatable = false)
    long sequence;

    String party;

    @Enumerated(EnumType.STRING)
    Pot pot;

    long units;
    UUID pending;

    @Enumerated(EnumType.STRING)
    MarkView.State state;

    @Nullable
    String reason;

    Instant asked;
}
