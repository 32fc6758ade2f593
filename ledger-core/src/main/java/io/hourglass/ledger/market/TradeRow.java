package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OpenBook.Event.Met;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Venue;
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
@Table(name = "trade")
@SuppressWarnings("NullAway.Init")
class TradeRow {
    /** Those whose price was made in the instrument's own book, and that were not taken back. */
    static final String MADE_IN_BOOK = "state <> 'VOIDED' and kind not in ('SPREAD', 'EXCHANGE', 'SWAP')";

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

    /** Until when it may be claimed to be an error, and is held back; null if it may settle at once. */
    @Column(name = "held_until")
    @Nullable
    Instant heldUntil;

    @Enumerated(EnumType.STRING)
    TradeView.Kind kind = TradeView.Kind.OUTRIGHT;

    /** What settles with it in one call, or not at all; null where it settles for itself. */
    @Nullable
    UUID linked;

    /** Writes new trades; their sequence follows their order. */
    static void insert(Tx tx, List<TradeRow> trades) {
        tx.copy(
                "hourglass.trade (id, instrument, venue, buy_order, sell_order, buyer, seller, quantity, price, cash,"
                        + " escrowed, cash_pending, hours_pending, state, traded, held_until, kind, linked)",
                trades.stream().map(TradeRow::columns).toList());
    }

    private @Nullable Object[] columns() {
        return new @Nullable Object[] {
            id,
            instrument,
            venue,
            buyOrder,
            sellOrder,
            buyer,
            seller,
            quantity,
            price,
            cash,
            escrowed,
            cashPending,
            hoursPending,
            state,
            traded,
            heldUntil,
            kind,
            linked
        };
    }

    /**
     * A trade of two orders that is on its way to the chain. Its id follows from their numbers, as two orders meet
     * once, and stands where the younger of them does in time.
     */
    static TradeRow of(Instrument instrument, Met met, Instant traded) {
        OrderRow buy = met.buy();
        OrderRow sell = met.sell();
        Instant younger = younger(buy.placed, sell.placed);
        return of(
                Entry.idOf(younger, buy.sequence, sell.sequence),
                instrument,
                Side.of(buy),
                Side.of(sell),
                met.quantity(),
                met.price(),
                traded);
    }

    /** As {@link #of}: what settles with others, in which a side may be no order of a book and have no number. */
    static TradeRow of(Instrument instrument, Side buy, Side sell, long quantity, Price price, Instant traded) {
        UUID id = Entry.idOf("trade:" + buy.order + ":" + sell.order, younger(buy.placed, sell.placed));
        return of(id, instrument, buy, sell, quantity, price, traded);
    }

    private static Instant younger(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static TradeRow of(
            UUID id, Instrument instrument, Side buy, Side sell, long quantity, Price price, Instant traded) {
        TradeRow trade = new TradeRow();
        trade.id = id;
        trade.buyOrder = buy.order;
        trade.sellOrder = sell.order;
        trade.instrument = instrument.id().hex();
        trade.venue = instrument.venue();
        trade.buyer = buy.party;
        trade.seller = sell.party;
        trade.quantity = quantity;
        trade.price = price.micros();
        trade.state = TradeView.State.SETTLING;
        trade.traded = traded;
        return trade;
    }

    /** Says what it moves in the books, each leg under an id of its own: the hours, and what money they come to. */
    void moveHours(boolean intoEscrow) {
        escrowed = intoEscrow;
        cash = new Price(price).timesDown(quantity).units();
        hoursPending = Entry.idOf("hours:" + id, id);
        cashPending = cash == 0 ? null : Entry.idOf("cash:" + id, id);
    }

    /** An order, whose it is, and since when. */
    record Side(String order, String party, Instant placed) {
        static Side of(OrderRow order) {
            return new Side(order.id, order.party, order.placed);
        }
    }

    /** By the column names of the table. */
    static TradeRow read(ResultSet row) throws SQLException {
        TradeRow trade = new TradeRow();
        trade.id = row.getObject("id", UUID.class);
        trade.sequence = row.getLong("sequence");
        trade.instrument = row.getString("instrument");
        trade.venue = Venue.valueOf(row.getString("venue"));
        trade.buyOrder = row.getString("buy_order");
        trade.sellOrder = row.getString("sell_order");
        trade.buyer = row.getString("buyer");
        trade.seller = row.getString("seller");
        trade.quantity = row.getLong("quantity");
        trade.price = row.getLong("price");
        trade.cash = row.getLong("cash");
        trade.escrowed = row.getBoolean("escrowed");
        trade.cashPending = row.getObject("cash_pending", UUID.class);
        trade.hoursPending = row.getObject("hours_pending", UUID.class);
        trade.state = TradeView.State.valueOf(row.getString("state"));
        trade.reason = row.getString("reason");
        trade.batch = row.getString("batch");
        trade.alone = row.getBoolean("alone");
        trade.transaction = row.getString("transaction");
        trade.block = row.getObject("block", Long.class);
        trade.traded = row.getObject("traded", OffsetDateTime.class).toInstant();
        OffsetDateTime held = row.getObject("held_until", OffsetDateTime.class);
        trade.heldUntil = held == null ? null : held.toInstant();
        trade.kind = TradeView.Kind.valueOf(row.getString("kind"));
        trade.linked = row.getObject("linked", UUID.class);
        return trade;
    }

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
                heldUntil,
                state,
                reason,
                batch == null ? null : new Hash(batch),
                transaction == null ? null : new Hash(transaction),
                block,
                kind);
    }
}
