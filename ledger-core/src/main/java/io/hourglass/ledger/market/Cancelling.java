package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.CancelOrder;
import io.hourglass.ledger.settlement.ChainEvent.OrdersCancelled;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes orders out of the book and gives back what rests. */
final class Cancelling {
    private static final int AT_ONCE = 200;

    private final Database database;
    private final Journal journal;
    private final Outbox outbox;
    private final Venues venues;
    private final Clock clock;

    Cancelling(Database database, Journal journal, Outbox outbox, Venues venues, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.outbox = outbox;
        this.venues = venues;
        this.clock = clock;
    }

    Outcome<OrderView> cancel(Tx tx, String party, Hash id) {
        OrderRow order = locked(tx, id.hex());
        if (order == null) {
            return Outcome.refused(MarketRefusal.UNKNOWN_ORDER, "no order " + id);
        }
        if (!order.party.equals(party)) {
            return Outcome.refused(MarketRefusal.NOT_YOURS, id + " is not an order of " + party);
        }
        if (!order.live) {
            Declined closed = closed(order);
            return Outcome.refused(closed.reason(), closed.detail());
        }
        takeOut(tx, List.of(order), "cancelled by " + party, true);
        return Outcome.done(order.view(code(tx, order), List.of()));
    }

    /** Why nothing more happens to an order. */
    static Declined closed(OrderRow order) {
        if (order.partOf != null && order.rest > 0 && order.reason == null) {
            return new Declined(
                    MarketRefusal.ORDER_CLOSED,
                    "the order is a leg of " + order.partOf + ", which is taken back as a whole");
        }
        String end = order.live ? "expired" : order.reason == null ? "filled" : "cancelled: " + order.reason;
        return new Declined(MarketRefusal.ORDER_CLOSED, "the order is " + end);
    }

    int allOf(Tx tx, String party) {
        List<String> ids = tx.query(
                "select id from hourglass.market_order where party = ? and live order by instrument",
                row -> row.getString(1),
                party);
        return cancelLive(tx, ids, "cancelled by " + party, true);
    }

    int of(Tx tx, List<Hash> orders, String reason) {
        return cancelLive(tx, orders.stream().map(Hash::hex).toList(), reason, true);
    }

    int all(Tx tx, Hash instrument, String reason) {
        List<String> ids = tx.query(
                "select id from hourglass.market_order where instrument = ? and live",
                row -> row.getString(1),
                instrument);
        return cancelLive(tx, ids, reason, false);
    }

    /** Orders whose last second has passed, and those of instruments that no longer trade. */
    int expire() {
        return sweep(
                        "expired",
                        "select id, instrument from hourglass.market_order where live and expiry < ?"
                                + " order by expiry limit ?")
                // asked of each instrument that is over, not of each order that lives
                + sweep(
                        "trading ended",
                        "select o.id, o.instrument from hourglass.instrument i cross join lateral"
                                + " (select id, instrument from hourglass.market_order"
                                + " where instrument = i.id and live offset 0) o where i.trading_ends < ? limit ?");
    }

    private int sweep(String reason, String over) {
        return database.inTx(tx -> {
            List<String> ids = tx.query(
                    "select id from (" + over + ") over order by instrument",
                    row -> row.getString(1),
                    clock.instant(),
                    AT_ONCE);
            return cancelLive(tx, ids, reason, false);
        });
    }

    /** The party told the chain itself, or the chain confirms what we told it. */
    void cancelledOnChain(Tx tx, Hash id) {
        OrderRow order = tx.session().get(OrderRow.class, id.hex());
        if (order == null) {
            return;
        }
        if (order.live) {
            cancelLive(tx, List.of(order.id), "cancelled on chain", false);
            order = tx.session().get(OrderRow.class, id.hex());
        }
        order.withdrawal = Withdrawal.DONE;
        tx.session().update(order);
    }

    /** All of an account's orders at a venue up to one. */
    void cancelledOnChain(Tx tx, OrdersCancelled cancelled) {
        tx.query(
                        "select o.id from hourglass.market_order o"
                                + " join hourglass.instrument i on i.id = o.instrument"
                                + " where o.account = ? and o.salt <= ? and i.venue = ?"
                                + " and (o.live or o.withdrawal <> 'DONE') order by o.instrument, o.sequence",
                        row -> new Hash(row.getString(1)),
                        cancelled.account(),
                        cancelled.last(),
                        cancelled.venue())
                .forEach(id -> cancelledOnChain(tx, id));
    }

    /**
     * Tells the chain of cancelled orders, each once its trades have settled: a cancelled order would
     * spoil a batch that still fills a part of it.
     */
    int withdraw() {
        return database.inTx(tx -> {
            List<String> ids = tx.query(
                    "select o.id from hourglass.market_order o where o.withdrawal = 'WANTED' and not exists"
                            + " (select 1 from hourglass.trade t where t.state = 'SETTLING'"
                            + " and (t.buy_order = o.id or t.sell_order = o.id))"
                            + " order by o.sequence limit ? for no key update skip locked",
                    row -> row.getString(1),
                    AT_ONCE);
            for (String id : ids) {
                OrderRow order = tx.session().get(OrderRow.class, id);
                String key = journal.party(tx, order.party).orElseThrow().key();
                if (key != null) {
                    var venue = tx.session().get(InstrumentRow.class, order.instrument).venue;
                    outbox.plan(
                            tx,
                            "cancel:" + id,
                            key,
                            new CancelOrder(order.signed(venue).order()),
                            List.of());
                }
                order.withdrawal = Withdrawal.PLANNED;
                tx.session().update(order);
            }
            return ids.size();
        });
    }

    private int cancelLive(Tx tx, List<String> ids, String reason, boolean tellChain) {
        // Locked in one order of instruments, and looked at again under the lock.
        List<OrderRow> live = ids.stream()
                .map(id -> locked(tx, id))
                .filter(order -> order != null && order.live)
                .toList();
        takeOut(tx, live, reason, tellChain);
        return live.size();
    }

    private void takeOut(Tx tx, List<OrderRow> orders, String reason, boolean tellChain) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Entry> entries = orders.stream()
                .flatMap(order -> Purse.release(order).stream()
                        .map(release -> Entry.of(new Cause("cancel", order.id), day, List.of(release))))
                .toList();
        for (OrderRow order : orders) {
            order.end(reason, clock.instant());
            order.withdrawal = tellChain ? Withdrawal.WANTED : order.withdrawal;
        }
        OrderRow.update(tx, orders);
        journal.post(tx, entries).forEach(Settling::require);
        orders.stream()
                .collect(Collectors.groupingBy(order -> order.instrument, TreeMap::new, Collectors.toList()))
                .forEach((id, ended) -> venues.changed(
                        tx,
                        tx.session().get(InstrumentRow.class, id).instrument(),
                        ended.stream().map(order -> order.party).collect(Collectors.toCollection(TreeSet::new))));
    }

    private static @Nullable OrderRow locked(Tx tx, String id) {
        tx.query(
                "select i.id from hourglass.instrument i join hourglass.market_order o on o.instrument = i.id"
                        + " where o.id = ? for no key update of i",
                row -> row.getString(1),
                id);
        return tx.session().get(OrderRow.class, id);
    }

    private static String code(Tx tx, OrderRow order) {
        return tx.session().get(InstrumentRow.class, order.instrument).code;
    }
}
