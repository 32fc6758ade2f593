package io.hourglass.ledger.fund;

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
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of table {@code fund_request}. */
@Entity
@Table(name = "fund_request")
@SuppressWarnings("NullAway.Init")
class RequestRow {
    @Id
    String id;

    @Enumerated(EnumType.STRING)
    RequestView.Kind kind;

    String party;
    String account;

    @Nullable
    String series;

    long hours;
    long cash;
    long units;

    @Enumerated(EnumType.STRING)
    RequestView.State state;

    @Nullable
    String reason;

    @Nullable
    Long turn;

    @Column(name = "nav_day")
    @Nullable
    LocalDate navDay;

    int attempt;

    /** Of cash or units on their way. */
    @Nullable
    UUID pending;

    @Column(name = "pending_hours")
    @Nullable
    UUID pendingHours;

    Instant asked;

    @Nullable
    Instant recorded;

    RequestView view(@Nullable Integer place) {
        return new RequestView(
                new Hash(id),
                kind,
                party,
                new Amount(Asset.USD, cash),
                new Amount(Asset.HGX, units),
                state,
                place,
                navDay,
                reason,
                asked);
    }
}
