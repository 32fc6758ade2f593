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

/** Margin on its way to Clearing (positive) or back (negative). */
@Entity
@Table(name = "margin_movement")
@SuppressWarnings("NullAway.Init")
class MarginMovementRow {
    @Id
    String id;

    @Column(insertable = false, updatable = false)
    long sequence;

    String party;
    long units;
    UUID pending;

    @Enumerated(EnumType.STRING)
    MarkView.State state;

    @Nullable
    String reason;

    Instant asked;
}
