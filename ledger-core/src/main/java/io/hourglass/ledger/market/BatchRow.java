package io.hourglass.ledger.market;

import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fills that go to the chain in one call. */
@Entity
@Table(name = "batch")
@SuppressWarnings("NullAway.Init")
class BatchRow {
    @Id
    String id;

    /** Null for an exchange, which goes to both. */
    @Enumerated(EnumType.STRING)
    @Nullable
    Venue venue;

    int fills;

    @Enumerated(EnumType.STRING)
    TradeView.State state;

    @Nullable
    String reason;

    Instant made;
}
