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

    /** Of a redemption: units that still wait. */
    @Column(name = "left_units")
    long waiting;

    @Nullable
    Long cycle;

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

    /** As it is; without a place, which the whole queue gives. */
    RequestView view() {
        return view(null, 0);
    }

    /** @param ahead units of earlier cycles, which are filled before */
    RequestView view(@Nullable Integer place, long ahead) {
        return new RequestView(
                new Hash(id),
                kind,
                party,
                new Amount(Asset.USD, cash),
                new Amount(Asset.HGX, units),
                new Amount(Asset.HGX, waiting),
                state,
                place,
                cycle,
                new Amount(Asset.HGX, ahead),
                navDay,
                reason,
                asked);
    }
}
