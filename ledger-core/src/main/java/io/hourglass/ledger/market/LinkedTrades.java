package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.Combined;
import io.hourglass.ledger.settlement.ChainCall.ExchangeForPhysical;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.NovateCombined;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes trades that settle together or not at all to the chain: all of a match, or of what two negotiated, in one
 * call, which fails as a whole. What is final of them, the venue's events say, trade by trade, as of any other.
 */
final class LinkedTrades {
    private static final String COMBINE = "combine:";
    private static final String EXCHANGE = "exchange:";

    /** Matches and fills looked at for one batch: what surely fits into a transaction. */
    private static final int MATCHES_MOST = 20;

    /** Of one batch, and so of one match. */
    static final int FILLS_MOST = 60;

    private final Database database;
    private final Outbox outbox;
    private final Settling settling;
    private final Clock clock;

    LinkedTrades(Database database, Outbox outbox, Settling settling, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.settling = settling;
        this.clock = clock;
    }

    /** The batch an intent takes to the chain, if it takes one of these. */
    static Optional<String> batchOf(String intent) {
        return Stream.of(COMBINE, EXCHANGE)
                .filter(intent::startsWith)
                .map(kind -> intent.substring(kind.length()))
                .findFirst();
    }

    /** Batches what waits at a venue; returns how many trades it took. */
    int batch(Venue venue) {
        return database.inTx(tx -> {
            tx.query("select pg_advisory_xact_lock(hashtext('hourglass.linked_trades'))", row -> 0);
            Map<UUID, List<TradeRow>> matches = waiting(tx, venue);
            List<TradeRow> together = new ArrayList<>();
            int taken = 0;
            for (List<TradeRow> match : matches.values()) {
                boolean alone = match.getFirst().alone;
                if (alone) {
                    plan(tx, match);
                    taken += match.size();
                } else if (together.isEmpty() || together.size() + match.size() <= FILLS_MOST) {
                    together.addAll(match);
                }
            }
            if (!together.isEmpty()) {
                plan(tx, together);
            }
            return taken + together.size();
        });
    }

    /** Whole matches, oldest first. */
    private static Map<UUID, List<TradeRow>> waiting(Tx tx, Venue venue) {
        List<UUID> matches = tx.query(
                "select linked from hourglass.trade where batch is null and linked is not null and state = 'SETTLING'"
                        + " and venue = ? and kind <> 'EXCHANGE' group by linked order by min(sequence) limit ?",
                row -> row.getObject(1, UUID.class),
                venue,
                MATCHES_MOST);
        return tx
                .query(
                        "select * from hourglass.trade where linked = any (?::uuid[]) and batch is null"
                                + " and state = 'SETTLING' order by sequence for no key update",
                        TradeRow::read,
                        matches)
                .stream()
                .collect(Collectors.groupingBy(
                        trade -> requireNonNull(trade.linked), LinkedHashMap::new, Collectors.toList()));
    }

    /** Takes each exchange that waits to the chain, in a call of its own; returns how many trades it took. */
    int batchExchanges() {
        return database.inTx(tx -> tx
                .query(
                        "select * from hourglass.trade where kind = 'EXCHANGE' and linked is not null and batch is null"
                                + " and state = 'SETTLING' order by sequence limit ? for no key update skip locked",
                        TradeRow::read,
                        2 * MATCHES_MOST)
                .stream()
                .collect(Collectors.groupingBy(
                        trade -> requireNonNull(trade.linked), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .filter(legs -> legs.size() == 2) // or another instance has the rest
                .mapToInt(legs -> planExchange(tx, legs))
                .sum());
    }

    private int planExchange(Tx tx, List<TradeRow> legs) {
        BatchRow batch = made(tx, legs, null);
        Map<Venue, List<SignedOrder>> orders = legs.stream()
                .collect(Collectors.toMap(
                        trade -> trade.venue, trade -> signed(orders(tx, List.of(trade)), trade.venue)));
        ExchangeForPhysical call = new ExchangeForPhysical(
                new Hash(batch.id),
                requireNonNull(orders.get(Venue.CLEARING)),
                requireNonNull(orders.get(Venue.SETTLEMENT)));
        outbox.plan(tx, EXCHANGE + batch.id, "clearer", call, List.of());
        return legs.size();
    }

    /** @param venue null where they go to both */
    private BatchRow made(Tx tx, List<TradeRow> trades, @Nullable Venue venue) {
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
        tx.run(
                "update hourglass.trade set batch = ? where id = any (?::uuid[])",
                batch.id,
                trades.stream().map(trade -> trade.id).toList());
        return batch;
    }

    private void plan(Tx tx, List<TradeRow> trades) {
        Venue venue = trades.getFirst().venue;
        BatchRow batch = made(tx, trades, venue);
        Hash id = new Hash(batch.id);
        List<OrderRow> orders = orders(tx, trades);
        if (venue == Venue.CLEARING) {
            outbox.plan(tx, COMBINE + batch.id, "clearer", combined(tx, id, trades, orders), List.of());
        } else {
            SettleBatch call = new SettleBatch(id, signed(orders, venue), fills(trades, orders));
            outbox.plan(tx, COMBINE + batch.id, "settler", call, List.of());
        }
    }

    /** Of a combination every leg is in the batch, whatever trades which. */
    private static NovateCombined combined(Tx tx, Hash batch, List<TradeRow> trades, List<OrderRow> orders) {
        Map<String, List<Integer>> legs = new LinkedHashMap<>();
        for (int place = 0; place < orders.size(); place++) {
            String of = orders.get(place).partOf;
            if (of != null) {
                legs.computeIfAbsent(of, id -> new ArrayList<>()).add(place);
            }
        }
        Map<String, Long> bounds = bounds(tx, legs.keySet());
        return new NovateCombined(
                batch,
                signed(orders, Venue.CLEARING),
                fills(trades, orders),
                legs.entrySet().stream()
                        .map(one -> new Combined(one.getValue(), requireNonNull(bounds.get(one.getKey()))))
                        .toList());
    }

    private static List<SignedOrder> signed(List<OrderRow> orders, Venue venue) {
        return orders.stream().map(order -> order.signed(venue)).toList();
    }

    private static List<Fill> fills(List<TradeRow> trades, List<OrderRow> orders) {
        Map<String, Integer> places = new HashMap<>();
        orders.forEach(order -> places.put(order.id, places.size()));
        return trades.stream()
                .map(trade -> new Fill(
                        requireNonNull(places.get(trade.buyOrder)),
                        requireNonNull(places.get(trade.sellOrder)),
                        trade.quantity,
                        new Price(trade.price)))
                .toList();
    }

    private static List<OrderRow> orders(Tx tx, List<TradeRow> trades) {
        return tx.query(
                "select * from hourglass.market_order where id = any (?) order by account, salt",
                OrderRow::read,
                trades.stream()
                        .flatMap(trade -> Stream.of(trade.buyOrder, trade.sellOrder))
                        .collect(Collectors.toSet()));
    }

    private static Map<String, Long> bounds(Tx tx, Collection<String> combinations) {
        return tx
                .query(
                        "select id, bound from hourglass.combination where id = any (?)",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        combinations)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The call reverts. One match may have spoiled it for all, so they are tried alone; one that was is voided. */
    void voided(Tx tx, String batch, String why) {
        BatchRow row = tx.session().get(BatchRow.class, batch);
        row.state = TradeView.State.VOIDED;
        row.reason = why;
        tx.session().update(row);
        List<TradeRow> trades =
                tx.query("select * from hourglass.trade where batch = ? order by sequence", TradeRow::read, batch);
        boolean one = trades.stream().map(trade -> trade.linked).distinct().count() == 1;
        for (TradeRow trade : trades) {
            if (one) {
                settling.voidUnsettled(tx, trade, why);
            } else {
                tx.run("update hourglass.trade set batch = null, alone = true where id = ?", trade.id);
            }
        }
    }
}
