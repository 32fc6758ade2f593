package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "trade")
@SuppressWarnings("NullAway.Init")
class TradeRow {
    @Id
    UUID id;

    @Column(insertable = false, updatable = false)
    long sequence;

    String instrument;

    @Enumerated(EnumType.STRING)
    Venue venue;

    @Column(name = "buy_order")
    String buyOrder;

    @Column(name = "sell_order")
    String sellOrder;

    String buyer;
    String seller;
    long quantity;
    long price;
    long cash;
    boolean escrowed;

    @Column(name = "cash_pending")
    @Nullable
    UUID cashPending;

    @Column(name = "hours_pending")
    @Nullable
    UUID hoursPending;

    @Enumerated(EnumType.STRING)
    TradeView.State state;

    @Nullable
    String reason;

    @Nullable
    String batch;

    boolean alone;

    @Nullable
    String transaction;

    @Nullable
    Long block;

    Instant traded;

    TradeView view(String code) {
        return new TradeView(
                id,
                code,
                new Hash(buyOrder),
                new Hash(sellOrder),
                buyer,
                seller,
                quantity,
                new Price(price),
                cash,
                escrowed,
                traded,
                state,
                reason,
                batch == null ? null : new Hash(batch),
                transaction == null ? null : new Hash(transaction),
                block);
    }
}
