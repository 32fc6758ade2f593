package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Transfer.Post;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent.Filled;
import io.hourglass.ledger.settlement.ChainEvent.Novated;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes matched trades to the chain in batches, and does what the chain's answer says. */
final class Settling {
    private static final int FILLS_MAX = 100;

    private final Database database;
    private final Journal journal;
    private final Outbox outbox;
    private final Purse purse;
    private final Clock clock;

    Settling(Database database, Journal journal, Outbox outbox, Purse purse, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.outbox = outbox;
        this.purse = purse;
        this.clock = clock;
    }

    static String intent(Venue venue, String batch) {
        return (venue == Venue.SETTLEMENT ? "settle:" : "novate:") + batch;
    }

    /** Batches what waits at a venue; returns how many trades it took. */
    int batch(Venue venue) {
        return database.inTx(tx -> {
            List<TradeRow> waiting = tx
                    .query(
                            "select id from hourglass.trade where venue = ? and batch is null and state = 'SETTLING'"
                                    + " order by sequence limit ? for no key update skip locked",
                            row -> row.getObject(1, UUID.class),
                            venue,
                            FILLS_MAX)
                    .stream()
                    .map(id -> tx.session().get(TradeRow.class, id))
                    .toList();
            waiting.stream().filter(trade -> trade.alone).forEach(trade -> plan(tx, venue, List.of(trade)));
            List<TradeRow> together =
                    waiting.stream().filter(trade -> !trade.alone).toList();
            if (!together.isEmpty()) {
                plan(tx, venue, together);
            }
            return waiting.size();
        });
    }

    private void plan(Tx tx, Venue venue, List<TradeRow> trades) {
        BatchRow batch = new BatchRow();
        batch.id = Hash.keccak(trades.stream()
                        .map(trade -> trade.id.toString())
                        .collect(Collectors.joining("\n", "batch\n", "")))
                .hex();
        batch.venue = venue;
        batch.fills = trades.size();
        batch.state = TradeView.State.SETTLING;
        batch.made = clock.instant();
        tx.session().insert(batch);

        Map<String, Integer> index = new LinkedHashMap<>();
        List<SignedOrder> orders = new ArrayList<>();
        List<Fill> fills = new ArrayList<>();
        for (TradeRow trade : trades) {
            trade.batch = batch.id;
            tx.session().update(trade);
            int buy = index(tx, venue, trade.buyOrder, index, orders);
            int sell = index(tx, venue, trade.sellOrder, index, orders);
            fills.add(new Fill(buy, sell, trade.quantity, new Price(trade.price)));
        }
        Hash id = new Hash(batch.id);
        ChainCall call = venue == Venue.SETTLEMENT
                ? new ChainCall.SettleBatch(id, orders, fills)
                : new ChainCall.Novate(id, orders, fills);
        String key = venue == Venue.SETTLEMENT ? "settler" : "clearer";
        outbox.plan(tx, intent(venue, batch.id), key, call, List.of());
    }

    private static int index(Tx tx, Venue venue, String order, Map<String, Integer> index, List<SignedOrder> orders) {
        Integer known = index.get(order);
        if (known != null) {
            return known;
        }
        OrderRow row = tx.session().get(OrderRow.class, order);
        orders.add(row.signed(venue));
        index.put(order, orders.size() - 1);
        return orders.size() - 1;
    }

    /** Hours and cash changed hands: both legs are posted. */
    void filled(Tx tx, Logged logged, Filled filled) {
        TradeRow trade = tx.session()
                .createSelectionQuery("from TradeRow where buyOrder = :buy and sellOrder = :sell", TradeRow.class)
                .setParameter("buy", filled.buyOrder().hex())
                .setParameter("sell", filled.sellOrder().hex())
                .getSingleResult();
        requireAsMatched(trade, filled);
        Asset hours = journal.asset(tx, code(tx, trade)).orElseThrow();
        List<Transfer> transfers = new ArrayList<>();
        if (trade.cashPending != null && trade.escrowed != filled.escrowed()) {
            // The owner's first hours were minted, or not, while the trade was on its way.
            Party seller = party(tx, trade.seller);
            String payee = purse.payee(tx, seller, hours, filled.escrowed());
            transfers.add(new Release(trade.cashPending));
            transfers.add(new Move(party(tx, trade.buyer).path("cash"), payee, new Amount(Asset.USD, trade.cash)));
            trade.escrowed = filled.escrowed();
        } else if (trade.cashPending != null) {
            transfers.add(new Post(trade.cashPending));
        }
        if (trade.hoursPending != null) {
            transfers.add(new Post(trade.hoursPending));
        }
        post(tx, logged, new Cause("settlement", trade.id.toString()), transfers);
        finish(tx, logged, trade);
    }

    /** A futures trade has Clearing on both sides now; clearing posts the lots. */
    void novated(Tx tx, Logged logged, Novated novated) {
        String buyer = journal.party(tx, novated.buyer()).orElseThrow().name();
        String seller = journal.party(tx, novated.seller()).orElseThrow().name();
        // Two trades may be equal in all of this; then either of them is as good.
        TradeRow trade = tx.session()
                .createSelectionQuery(
                        "from TradeRow where batch = :batch and instrument = :contract and buyer = :buyer"
                                + " and seller = :seller and quantity = :lots and price = :price"
                                + " and state = SETTLING order by sequence",
                        TradeRow.class)
                .setParameter("batch", novated.batch().hex())
                .setParameter("contract", novated.contract().hex())
                .setParameter("buyer", buyer)
                .setParameter("seller", seller)
                .setParameter("lots", novated.lots())
                .setParameter("price", novated.price().micros())
                .setMaxResults(1)
                .getSingleResult();
        finish(tx, logged, trade);
    }

    /**
     * The call reverts. One fill may have spoiled it for all, so they are tried alone; a fill that
     * was alone is voided and gives back what was reserved for it.
     */
    void voided(Tx tx, String batch, String why) {
        BatchRow row = tx.session().get(BatchRow.class, batch);
        row.state = TradeView.State.VOIDED;
        row.reason = why;
        tx.session().update(row);
        List<TradeRow> trades = tx.session()
                .createSelectionQuery("from TradeRow where batch = :batch order by sequence", TradeRow.class)
                .setParameter("batch", batch)
                .getResultList();
        for (TradeRow trade : trades) {
            if (row.fills > 1) {
                trade.batch = null;
                trade.alone = true;
            } else {
                release(tx, trade, why);
            }
            tx.session().update(trade);
        }
    }

    private void release(Tx tx, TradeRow trade, String why) {
        List<Transfer> transfers = new ArrayList<>();
        Optional.ofNullable(trade.cashPending).map(Release::new).ifPresent(transfers::add);
        Optional.ofNullable(trade.hoursPending).map(Release::new).ifPresent(transfers::add);
        if (!transfers.isEmpty()) {
            LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            require(journal.post(tx, Entry.of(new Cause("void", trade.id.toString()), day, transfers)));
        }
        trade.state = TradeView.State.VOIDED;
        trade.reason = why;
    }

    private static void finish(Tx tx, Logged logged, TradeRow trade) {
        trade.state = TradeView.State.FINAL;
        trade.transaction = logged.transaction().hex();
        trade.block = logged.block().number();
        tx.session().update(trade);
        tx.run(
                "update hourglass.batch set state = 'FINAL' where id = ? and not exists"
                        + " (select 1 from hourglass.trade where batch = ? and state <> 'FINAL')",
                trade.batch,
                trade.batch);
    }

    private static void requireAsMatched(TradeRow trade, Filled filled) {
        boolean same = trade.state == TradeView.State.SETTLING
                && trade.quantity == filled.quantity()
                && trade.price == filled.price().micros()
                && trade.cash == filled.cash();
        if (!same) {
            throw new IllegalStateException("the chain settled " + filled + " where the books have trade " + trade.id
                    + " of " + trade.quantity + " at " + trade.price + ", " + trade.state);
        }
    }

    private static String code(Tx tx, TradeRow trade) {
        return tx.session().get(InstrumentRow.class, trade.instrument).code;
    }

    private Party party(Tx tx, String name) {
        return journal.party(tx, name).orElseThrow();
    }

    private void post(Tx tx, Logged logged, Cause cause, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(
                java.time.Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        require(journal.post(tx, Entry.of(cause, day, transfers)));
    }

    static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
