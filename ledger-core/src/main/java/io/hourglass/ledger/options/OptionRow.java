package io.hourglass.ledger.options;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "option_series")
@SuppressWarnings("NullAway.Init")
class OptionRow {
    @Id
    String id;

    String name;
    String future;
    String type;
    long strike;

    @Nullable
    Long cap;

    @Enumerated(EnumType.STRING)
    OptionView.State state;

    /** What the future settled at. */
    @Nullable
    Long price;

    /** Of a lot. */
    @Nullable
    Long payout;

    @Nullable
    String reason;

    Instant listed;

    OptionRow() {}

    OptionRow(OptionSeries series, Instant now) {
        id = series.id().hex();
        name = series.name();
        future = series.future().id().hex();
        type = series.type().name();
        strike = series.strike().micros();
        cap = series.cap() == null ? null : series.cap().micros();
        state = OptionView.State.LISTING;
        listed = now;
    }

    OptionSeries series() {
        return OptionSeries.parse(name);
    }
}
