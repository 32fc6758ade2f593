package io.hourglass.ledger.clearing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "member_default")
@SuppressWarnings("NullAway.Init")
class DefaultRow {
    @Id
    String id;

    @Column(insertable = false, updatable = false)
    long sequence;

    String party;
    String estate;

    @Enumerated(EnumType.STRING)
    DefaultView.State state;

    @Nullable
    Long margin;

    @Nullable
    Long share;

    @Nullable
    Long surplus;

    @Nullable
    String reason;

    /** How often covering was asked for. */
    int covers;

    Instant declared;
}
