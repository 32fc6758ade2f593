package io.hourglass.ledger.clearing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "future")
@SuppressWarnings("NullAway.Init")
class FutureRow {
    @Id
    String id;

    String name;

    @Column(name = "gpu_class")
    String gpuClass;

    String month;

    @Column(name = "index_name")
    String indexName;

    @Column(name = "last_trading")
    LocalDate lastTrading;

    long reference;

    /** Of a lot, by the chain's word; null before it has one. */
    @Nullable
    @Column(name = "chain_margin")
    Long chainMargin;

    /** What new trades gain from: the last mark, or the first trade's price; null before both. */
    @Nullable
    @Column(name = "last_price")
    Long lastPrice;

    /** How many there were. */
    long marks;

    @Enumerated(EnumType.STRING)
    FutureView.State state;

    @Nullable
    String reason;

    Instant listed;

    Future future() {
        return Future.parse(name);
    }
}
