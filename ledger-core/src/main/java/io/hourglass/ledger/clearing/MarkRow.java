package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

@Entity
@IdClass(MarkRow.Key.class)
@Table(name = "mark")
@SuppressWarnings("NullAway.Init")
class MarkRow {
    @Id
    String future;

    @Id
    LocalDate day;

    @Id
    @Enumerated(EnumType.STRING)
    MarkCycle cycle;

    long price;

    @Enumerated(EnumType.STRING)
    MarkView.Procedure procedure;

    String provenance;
    String intent;

    @Enumerated(EnumType.STRING)
    MarkView.State state;

    @Nullable
    String reason;

    @Nullable
    Long block;

    Instant made;

    record Key(String future, LocalDate day, MarkCycle cycle) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    MarkView view(Future of) {
        return new MarkView(of, day, cycle, new Price(price), procedure, provenance, state, reason, block);
    }
}
