package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Account;
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
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent.Filled;
import io.hourglass.ledger.settlement.ChainEvent.Novated;
import io.hourglass.ledger.settlement.ChainEvent.OptionTraded;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes matched trades to the chain in batches, and does what the chain's answer says. */
final class Settling {
    private static final String SETTLE = "settle:";
    private static final String NOVATE = "novate:";
    private static final String OPTIONS = "options:";

    private final Database database;
    private final Journal journal;
    private final Outbox outbox;
    private final Purse purse;
    private final Venues venues;
    private final Clock clock;

    Settling(Database database, Journal journal, Outbox outbox, Purse purse, Venues venues, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.outbox = outbox;
        this.purse = purse;
        this.venues = venues;
        this.clock = clock;
    }

    static String intent(Venue venue, String batch) {
        return switch (venue) {
                    case SETTLEMENT -> SETTLE;
                    case CLEARING -> NOVATE;
                    case OPTIONS -> OPTIONS;
                }
                + batch;
    }

    /** The batch an intent takes to the chain, if it takes one. */
    static Optional<String> batchOf(String intent) {
        return Stream.of(SETTLE, NOVATE, OPTIONS)
                .filter(intent::startsWith)
                .map(kind -> intent.substring(kind.length()))
                .findFirst();
    }

    /** Batches what waits at a venue; returns how many trades it took. */
    int batch(Venue venue) {
        return database.inTx(tx -> {
            List<TradeRow> waiting = tx.query(
                    "select * from hourglass.trade where venue = ? and batch is null and state = 'SETTLING'"
                            + " and linked is null and (held_until is null or held_until <= ?)"
                            + " order by sequence limit ? for no key update skip locked",
                    TradeRow::read,
                    venue,
                    clock.instant(),
                    BatchSize.most(venue));
            Map<String, OrderRow> orders = orders(tx, waiting);
            List<TradeRow> alone = waiting.stream().filter(trade -> trade.alone).toList();
            alone.forEach(trade -> plan(tx, venue, List.of(trade), orders));
            List<TradeRow> together = BatchSize.fitting(
                    waiting.stream().filter(trade -> !trade.alone).toList());
            if (!together.isEmpty()) {
                plan(tx, venue, together, orders);
            }
            return alone.size() + together.size();
        });
    }

    private static Map<String, OrderRow> orders(Tx tx, List<TradeRow> trades) {
        Set<String> ids = trades.stream()
                .flatMap(trade -> Stream.of(trade.buyOrder, trade.sellOrder))
                .collect(Collectors.toSet());
        return tx.query("select * from hourglass.market_order where id = any (?)", OrderRow::read, ids).stream()
                .collect(Collectors.toMap(order -> order.id, Function.identity()));
    }

    private void plan(Tx tx, Venue venue, List<TradeRow> trades, Map<String, OrderRow> orders) {
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

        List<String> used = trades.stream()
                .flatMap(trade -> Stream.of(trade.buyOrder, trade.sellOrder))
                .distinct()
                .toList();
        Map<String, Integer> index = new HashMap<>();
        used.forEach(order -> index.put(order, index.size()));
        List<Fill> fills = trades.stream()
                .map(trade -> new Fill(
                        requireNonNull(index.get(trade.buyOrder)),
                        requireNonNull(index.get(trade.sellOrder)),
                        trade.quantity,
                        new Price(trade.price)))
                .toList();
        List<SignedOrder> signed = used.stream()
                .map(order -> requireNonNull(orders.get(order)).signed(venue))
                .toList();
        tx.run(
                "update hourglass.trade set batch = ? where id = any (?::uuid[])",
                batch.id,
                trades.stream().map(trade -> trade.id).toList());
        Hash id = new Hash(batch.id);
        ChainCall call =
                switch (venue) {
                    case SETTLEMENT -> new ChainCall.SettleBatch(id, signed, fills);
                    case CLEARING -> new ChainCall.Novate(id, signed, fills);
                    case OPTIONS -> new ChainCall.TradeOptions(id, signed, fills);
                };
        String key = venue == Venue.SETTLEMENT ? "settler" : "clearer";
        outbox.plan(tx, intent(venue, batch.id), key, call, List.of());
    }

    /** A trade and what the chain said of it. */
    private record Settled(TradeRow trade, Logged logged, Filled filled) {}

    /** Hours and cash changed hands: both legs of each fill are posted. */
    void filled(Tx tx, List<Logged> run) {
        List<Settled> settled = settled(tx, run);
        settled.forEach(Settling::requireAsMatched);
        Map<String, Asset> hours = hours(tx);
        Map<String, Party> parties = journal
                .parties(
                        tx,
                        run.stream()
                                .map(logged -> (Filled) logged.event())
                                .flatMap(filled -> Stream.of(filled.buyer(), filled.seller()))
                                .collect(Collectors.toSet()))
                .values()
                .stream()
                .collect(Collectors.toMap(Party::name, Function.identity()));
        List<Account> payees = new ArrayList<>();
        List<Entry> entries = settled.stream()
                .map(one -> entry(
                        one,
                        requireNonNull(hours.get(one.trade.instrument)),
                        requireNonNull(parties.get(one.trade.buyer)),
                        requireNonNull(parties.get(one.trade.seller)),
                        payees))
                .toList();
        journal.openMissing(tx, payees);
        journal.post(tx, entries).forEach(Settling::require);
        finish(tx, settled);
    }

    /** Each event with its trade: two orders meet once. */
    private static List<Settled> settled(Tx tx, List<Logged> run) {
        List<Filled> fills = run.stream().map(logged -> (Filled) logged.event()).toList();
        Map<String, TradeRow> byOrders = tx
                .query(
                        "select t.* from unnest(?, ?) f (buy, sell)"
                                + " join hourglass.trade t on t.buy_order = f.buy and t.sell_order = f.sell",
                        TradeRow::read,
                        fills.stream().map(Filled::buyOrder).toList(),
                        fills.stream().map(Filled::sellOrder).toList())
                .stream()
                .collect(Collectors.toMap(trade -> trade.buyOrder + trade.sellOrder, Function.identity()));
        return run.stream()
                .map(logged -> {
                    Filled filled = (Filled) logged.event();
                    TradeRow trade = byOrders.get(
                            filled.buyOrder().hex() + filled.sellOrder().hex());
                    if (trade == null) {
                        throw new IllegalStateException("the chain settled what nobody matched: " + filled);
                    }
                    return new Settled(trade, logged, filled);
                })
                .toList();
    }

    private Map<String, Asset> hours(Tx tx) {
        return journal.assets(tx).stream()
                .filter(listed -> listed.kind() == AssetKind.HOURS && listed.chainId() != null)
                .collect(Collectors.toMap(
                        listed -> requireNonNull(listed.chainId()).hex(), Journal.Listed::asset));
    }

    private Entry entry(Settled settled, Asset hours, Party buyer, Party seller, List<Account> payees) {
        TradeRow trade = settled.trade;
        boolean escrowed = settled.filled.escrowed();
        List<Transfer> transfers = new ArrayList<>();
        if (trade.cashPending != null && trade.escrowed != escrowed) {
            // The owner's first hours were minted, or not, while the trade was on its way.
            Account payee = purse.payee(seller, hours, escrowed);
            payees.add(payee);
            transfers.add(new Release(trade.cashPending));
            transfers.add(new Move(buyer.path("cash"), payee.path(), new Amount(Asset.USD, trade.cash)));
        } else if (trade.cashPending != null) {
            transfers.add(new Post(trade.cashPending));
        }
        if (trade.hoursPending != null) {
            transfers.add(new Post(trade.hoursPending));
        }
        return Entry.of(new Cause("settlement", trade.id.toString()), day(settled.logged), transfers);
    }

    private static void finish(Tx tx, List<Settled> settled) {
        tx.run(
                "update hourglass.trade t set state = 'FINAL', transaction = f.transaction, block = f.block,"
                        + " escrowed = f.escrowed from unnest(?::uuid[], ?, ?::bigint[], ?::boolean[])"
                        + " f (id, transaction, block, escrowed) where t.id = f.id",
                settled.stream().map(one -> one.trade.id).toList(),
                settled.stream().map(one -> one.logged.transaction()).toList(),
                settled.stream().map(one -> one.logged.block().number()).toList(),
                settled.stream().map(one -> one.filled.escrowed()).toList());
        finishBatches(
                tx, settled.stream().map(one -> requireNonNull(one.trade.batch)).collect(Collectors.toSet()));
    }

    private static void finishBatches(Tx tx, Collection<String> batches) {
        tx.run(
                "update hourglass.batch b set state = 'FINAL' where b.id = any (?) and not exists"
                        + " (select 1 from hourglass.trade t where t.batch = b.id and t.state <> 'FINAL')",
                batches);
    }

    /** A futures trade has Clearing on both sides now; clearing posts the lots. */
    void novated(Tx tx, Logged logged, Novated novated) {
        finish(tx, logged, trade(tx, novated));
    }

    /** An option trade's premium is paid and what may be owed is held; its room posts both. */
    void traded(Tx tx, Logged logged, OptionTraded traded) {
        Novated same = new Novated(
                traded.batch(), traded.option(), traded.buyer(), traded.seller(), traded.lots(), traded.price());
        finish(tx, logged, trade(tx, same));
    }

    private TradeRow trade(Tx tx, Novated novated) {
        String buyer = journal.party(tx, novated.buyer()).orElseThrow().name();
        String seller = journal.party(tx, novated.seller()).orElseThrow().name();
        // Two trades may be equal in all of this; then either of them is as good.
        return tx.session()
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
                tx.session().update(trade);
            } else {
                voidUnsettled(tx, trade, why);
            }
        }
    }

    /** Voids a trade that is not on its way to the chain. */
    void voidUnsettled(Tx tx, TradeRow trade, String why) {
        release(tx, trade, why);
        tx.session().update(trade);
        InstrumentRow instrument = tx.session().get(InstrumentRow.class, trade.instrument);
        venues.changed(tx, instrument.instrument(), new TreeSet<>(List.of(trade.buyer, trade.seller)));
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
        finishBatches(tx, List.of(requireNonNull(trade.batch)));
    }

    private static void requireAsMatched(Settled settled) {
        TradeRow trade = settled.trade;
        Filled filled = settled.filled;
        boolean same = trade.state == TradeView.State.SETTLING
                && trade.quantity == filled.quantity()
                && trade.price == filled.price().micros()
                && trade.cash == filled.cash();
        if (!same) {
            throw new IllegalStateException("the chain settled " + filled + " where the books have trade " + trade.id
                    + " of " + trade.quantity + " at " + trade.price + ", " + trade.state);
        }
    }

    private static LocalDate day(Logged logged) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
    }

    static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
