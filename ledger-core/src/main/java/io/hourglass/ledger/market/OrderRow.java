package io.hourglass.ledger.market;

import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
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
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "market_order")
@SuppressWarnings("NullAway.Init")
class OrderRow {
    @Id
    String id;

    @Column(updatable = false)
    long sequence;

    /** Its time priority: the sequence, or the place of the order it replaced without losing it. */
    @Column(updatable = false)
    long place;

    String instrument;
    String party;

    /** The beneficial owner. */
    String owner;

    String account;
    boolean buy;
    long quantity;
    long price;
    Instant expiry;
    long salt;
    String signature;

    @Enumerated(EnumType.STRING)
    OrderType type;

    @Enumerated(EnumType.STRING)
    @Column(name = "self_match")
    SelfMatch selfMatch;

    @Nullable
    String replaces;

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

    @Nullable
    Instant ended;

    /** The combination it is a leg of. */
    @Column(name = "part_of", updatable = false)
    @Nullable
    String partOf;

    /** How far the chain knows that an order may no longer fill. */
    enum Withdrawal {
        WANTED,
        PLANNED,
        DONE
    }

    OrderRow() {}

    OrderRow(Hash digest, long sequence, String party, String owner, Placement placement, Instant now) {
        Order order = placement.order();
        id = digest.hex();
        this.sequence = sequence;
        place = sequence;
        instrument = order.base().hex();
        this.party = party;
        this.owner = owner;
        account = order.account().hex();
        buy = order.buy();
        quantity = order.quantity();
        price = order.price().micros();
        expiry = Instant.ofEpochSecond(order.expiry());
        salt = order.salt();
        signature = placement.signed().signature().hex();
        type = placement.type();
        selfMatch = placement.selfMatch();
        replaces = placement.replaces() == null ? null : placement.replaces().hex();
        rest = quantity;
        live = false;
        placed = now;
    }

    /** A number for an order, and that of the transaction which places it. */
    record Turn(long sequence, long transaction) {}

    /** Turns for so many orders, in the order they came; the instruments they are for are locked. */
    static void turns(RoundTrip trip, int count, List<Turn> turns) {
        trip.ask(
                "select nextval('hourglass.market_order_sequence_seq'), pg_current_xact_id()::text::bigint"
                        + " from generate_series(1, ?)",
                row -> turns.add(new Turn(row.getLong(1), row.getLong(2))),
                count);
    }

    /** Writes new orders. */
    static void insert(Tx tx, List<OrderRow> orders) {
        tx.copy(
                "hourglass.market_order (id, sequence, place, instrument, party, owner, account, buy, quantity, price,"
                        + " expiry, salt, signature, type, self_match, replaces, rest, live, reason, pending,"
                        + " withdrawal, placed, ended)",
                orders.stream().map(OrderRow::columns).toList());
    }

    /** Writes a new one that is in no book: another thing stands for it, and for what it goes with. */
    void insertAsPartOf(Tx tx, Hash whole) {
        partOf = whole.hex();
        tx.run(
                "insert into hourglass.market_order (id, place, instrument, party, owner, account, buy, quantity, price,"
                        + " expiry, salt, signature, type, self_match, rest, live, placed, part_of)"
                        + " values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?)",
                id,
                instrument,
                party,
                owner,
                account,
                buy,
                quantity,
                price,
                expiry,
                salt,
                signature,
                type,
                selfMatch,
                rest,
                placed,
                partOf);
    }

    /** Writes what changes in the life of orders, in one statement. */
    static void update(Tx tx, Collection<OrderRow> orders) {
        if (orders.isEmpty()) {
            return;
        }
        List<Object> ids = column(orders, order -> order.id);
        tx.run(
                """
                update hourglass.market_order o set rest = u.rest, live = u.live, reason = nullif(u.reason, ''),
                    pending = nullif(u.pending, '')::uuid, withdrawal = nullif(u.withdrawal, ''),
                    ended = nullif(u.ended, '')::timestamptz
                from unnest(?, ?::bigint[], ?::boolean[], ?, ?, ?, ?)
                    u (id, rest, live, reason, pending, withdrawal, ended)
                where o.id = u.id and o.id = any (?)
                """,
                ids,
                column(orders, order -> order.rest),
                column(orders, order -> order.live),
                column(orders, order -> order.reason),
                column(orders, order -> order.pending),
                column(orders, order -> order.withdrawal),
                column(orders, order -> order.ended),
                // said twice, so that the rows are found by their key whatever was planned when there were few
                ids);
    }

    private static List<Object> column(Collection<OrderRow> orders, Function<OrderRow, @Nullable Object> value) {
        return orders.stream()
                .map(order -> Objects.requireNonNullElse(value.apply(order), ""))
                .toList();
    }

    /** Out of the book for a reason; what it set aside has been given back. */
    void end(String why, Instant now) {
        live = false;
        pending = null;
        reason = why;
        ended = now;
    }

    private @Nullable Object[] columns() {
        return new @Nullable Object[] {
            id,
            sequence,
            place,
            instrument,
            party,
            owner,
            account,
            buy,
            quantity,
            price,
            expiry,
            salt,
            signature,
            type,
            selfMatch,
            replaces,
            rest,
            live,
            reason,
            pending,
            withdrawal,
            placed,
            ended
        };
    }

    /** By the column names of the table. */
    static OrderRow read(ResultSet row) throws SQLException {
        OrderRow order = new OrderRow();
        order.id = row.getString("id");
        order.sequence = row.getLong("sequence");
        order.place = row.getLong("place");
        order.instrument = row.getString("instrument");
        order.party = row.getString("party");
        order.owner = row.getString("owner");
        order.account = row.getString("account");
        order.buy = row.getBoolean("buy");
        order.quantity = row.getLong("quantity");
        order.price = row.getLong("price");
        order.expiry = row.getObject("expiry", OffsetDateTime.class).toInstant();
        order.salt = row.getLong("salt");
        order.signature = row.getString("signature");
        order.type = OrderType.valueOf(row.getString("type"));
        order.selfMatch = SelfMatch.valueOf(row.getString("self_match"));
        order.replaces = row.getString("replaces");
        order.rest = row.getLong("rest");
        order.live = row.getBoolean("live");
        order.reason = row.getString("reason");
        order.pending = row.getObject("pending", UUID.class);
        String withdrawal = row.getString("withdrawal");
        order.withdrawal = withdrawal == null ? null : Withdrawal.valueOf(withdrawal);
        order.placed = row.getObject("placed", OffsetDateTime.class).toInstant();
        OffsetDateTime ended = row.getObject("ended", OffsetDateTime.class);
        order.ended = ended == null ? null : ended.toInstant();
        order.partOf = row.getString("part_of");
        return order;
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
                type,
                rest,
                OrderView.stateOf(quantity, rest, reason != null),
                reason,
                placed,
                expiry,
                ended,
                replaces == null ? null : new Hash(replaces),
                trades);
    }
}
