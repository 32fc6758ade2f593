package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderBook.Resting;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "market_order")
@SuppressWarnings("NullAway.Init")
class OrderRow {
    @Id
    String id;

    @Column(insertable = false, updatable = false)
    long sequence;

    String instrument;
    String party;
    String account;
    boolean buy;
    long quantity;
    long price;
    Instant expiry;
    long salt;
    String signature;
    long rest;
    boolean live;

    @Nullable
    String reason;

    @Nullable
    UUID pending;

    @Enumerated(EnumType.STRING)
    @Nullable
    Withdrawal withdrawal;

    Instant placed;

    /** How far the chain knows that an order may no longer fill. */
    enum Withdrawal {
        WANTED,
        PLANNED,
        DONE
    }

    OrderRow() {}

    OrderRow(Hash digest, String party, SignedOrder signed, Instant now) {
        Order order = signed.order();
        id = digest.hex();
        instrument = order.base().hex();
        this.party = party;
        account = order.account().hex();
        buy = order.buy();
        quantity = order.quantity();
        price = order.price().micros();
        expiry = Instant.ofEpochSecond(order.expiry());
        salt = order.salt();
        signature = signed.signature().hex();
        rest = quantity;
        live = false;
        placed = now;
    }

    /** Writes new orders; their sequence follows their order. */
    static void insert(Tx tx, List<OrderRow> orders) {
        tx.copy(
                "hourglass.market_order (id, instrument, party, account, buy, quantity, price, expiry, salt, signature,"
                        + " rest, live, reason, pending, withdrawal, placed)",
                orders.stream().map(OrderRow::columns).toList());
    }

    private @Nullable Object[] columns() {
        return new @Nullable Object[] {
            id,
            instrument,
            party,
            account,
            buy,
            quantity,
            price,
            expiry,
            salt,
            signature,
            rest,
            live,
            reason,
            pending,
            withdrawal,
            placed
        };
    }

    /** By the column names of the table. */
    static OrderRow read(ResultSet row) throws SQLException {
        OrderRow order = new OrderRow();
        order.id = row.getString("id");
        order.sequence = row.getLong("sequence");
        order.instrument = row.getString("instrument");
        order.party = row.getString("party");
        order.account = row.getString("account");
        order.buy = row.getBoolean("buy");
        order.quantity = row.getLong("quantity");
        order.price = row.getLong("price");
        order.expiry = row.getObject("expiry", OffsetDateTime.class).toInstant();
        order.salt = row.getLong("salt");
        order.signature = row.getString("signature");
        order.rest = row.getLong("rest");
        order.live = row.getBoolean("live");
        order.reason = row.getString("reason");
        order.pending = row.getObject("pending", UUID.class);
        String withdrawal = row.getString("withdrawal");
        order.withdrawal = withdrawal == null ? null : Withdrawal.valueOf(withdrawal);
        order.placed = row.getObject("placed", OffsetDateTime.class).toInstant();
        return order;
    }

    Resting resting() {
        return new Resting(new Hash(id), party, buy, new Price(price), sequence, rest);
    }

    SignedOrder signed(Venue venue) {
        return new SignedOrder(
                new Order(
                        venue,
                        new Address(account),
                        new Hash(instrument),
                        buy,
                        quantity,
                        new Price(price),
                        expiry.getEpochSecond(),
                        salt),
                new Signature(signature));
    }

    OrderView view(String code, List<UUID> trades) {
        return new OrderView(
                new Hash(id),
                code,
                party,
                buy,
                quantity,
                new Price(price),
                rest,
                OrderView.stateOf(quantity, rest, reason != null),
                reason,
                placed,
                expiry,
                trades);
    }
}
