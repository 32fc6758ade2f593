package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of table {@code combination} with its legs, which are rows of {@code market_order}. */
@SuppressWarnings("NullAway.Init")
final class CombinationRow {
    /** One of a combination's orders, and what it may cost. */
    record Leg(Hash id, Hash instrument, boolean buy, Price limit) {}

    String id;
    long sequence;
    String code;
    String party;
    String owner;
    boolean buy;
    long quantity;
    /** Limit, micro-dollars per GPU-hour. */
    long price;

    OrderType type;
    SelfMatch selfMatch;
    Instant expiry;
    long rest;
    boolean live;

    @Nullable
    String reason;

    Instant placed;

    @Nullable
    Instant ended;

    List<Leg> legs = List.of();

    /** Writes a new one with its legs; it is not live yet. Its sequence is the latest. */
    static CombinationRow insert(Tx tx, CombinationPlacement placement, Identity of, Instant now) {
        Order first = placement.first();
        CombinationRow row = tx.first(
                        "insert into hourglass.combination (id, kind, code, party, owner, account, buy, quantity, price,"
                                + " bound, expiry, signature, type, self_match, rest, live, placed)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?) returning *",
                        CombinationRow::read,
                        of.id,
                        of.kind,
                        of.code,
                        of.party,
                        of.owner,
                        first.account(),
                        of.buy,
                        first.quantity(),
                        of.price,
                        placement.combination().price(),
                        Instant.ofEpochSecond(first.expiry()),
                        placement.signature().hex(),
                        placement.type(),
                        placement.selfMatch(),
                        first.quantity(),
                        now)
                .orElseThrow();
        row.legs = of.legs;
        for (int i = 0; i < of.legs.size(); i++) {
            SignedOrder signed = new SignedOrder(placement.combination().legs().get(i), placement.signature());
            OrderRow leg = new OrderRow(
                    of.legs.get(i).id(),
                    0,
                    row.party,
                    row.owner,
                    new Placement(signed, row.type, row.selfMatch, null),
                    row.placed);
            leg.insertAsPartOf(tx, of.id);
        }
        return row;
    }

    /** @param price limit as it is quoted */
    record Identity(
            Hash id,
            TradeView.Kind kind,
            String code,
            String party,
            String owner,
            boolean buy,
            long price,
            List<Leg> legs) {}

    /** What changed in its life, and in its legs' with it. */
    static void update(Tx tx, Collection<CombinationRow> rows, @Nullable Withdrawal withdrawal) {
        for (CombinationRow row : rows) {
            tx.run(
                    "update hourglass.combination set rest = ?, live = ?, reason = ?, ended = ? where id = ?",
                    row.rest,
                    row.live,
                    row.reason,
                    row.ended,
                    row.id);
            tx.run(
                    "update hourglass.market_order set rest = ?, reason = ?, ended = ? where part_of = ?",
                    row.rest,
                    row.reason,
                    row.ended,
                    row.id);
            if (withdrawal != null) {
                // one leg taken back on chain is the end of them all
                tx.run(
                        "update hourglass.market_order set withdrawal = ? where id = ("
                                + "select id from hourglass.market_order where part_of = ? order by salt limit 1)",
                        withdrawal,
                        row.id);
            }
        }
    }

    /** What rests in a spread's book, by time; the locks of its months are held. */
    static List<CombinationRow> resting(Tx tx, String code, Instant now) {
        return withLegs(
                tx,
                tx.query(
                        "select * from hourglass.combination where code = ? and live and expiry >= ? order by sequence",
                        CombinationRow::read,
                        code,
                        now));
    }

    static List<CombinationRow> withLegs(Tx tx, List<CombinationRow> rows) {
        Map<String, CombinationRow> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.id, row));
        record Of(String combination, Leg leg) {}
        Map<String, List<Leg>> legs = new HashMap<>();
        tx.query(
                        "select part_of, id, instrument, buy, price from hourglass.market_order where part_of = any (?)"
                                + " order by part_of, salt",
                        row -> new Of(
                                row.getString("part_of"),
                                new Leg(
                                        new Hash(row.getString("id")),
                                        new Hash(row.getString("instrument")),
                                        row.getBoolean("buy"),
                                        new Price(row.getLong("price")))),
                        byId.keySet())
                .forEach(of -> legs.computeIfAbsent(of.combination, id -> new ArrayList<>())
                        .add(of.leg));
        rows.forEach(row -> row.legs = List.copyOf(legs.getOrDefault(row.id, List.of())));
        return rows;
    }

    /** By the column names of the table. */
    static CombinationRow read(ResultSet row) throws SQLException {
        CombinationRow read = new CombinationRow();
        read.id = row.getString("id");
        read.sequence = row.getLong("sequence");
        read.code = row.getString("code");
        read.party = row.getString("party");
        read.owner = row.getString("owner");
        read.buy = row.getBoolean("buy");
        read.quantity = row.getLong("quantity");
        read.price = row.getLong("price");
        read.type = OrderType.valueOf(row.getString("type"));
        read.selfMatch = SelfMatch.valueOf(row.getString("self_match"));
        read.expiry = row.getObject("expiry", OffsetDateTime.class).toInstant();
        read.rest = row.getLong("rest");
        read.live = row.getBoolean("live");
        read.reason = row.getString("reason");
        read.placed = row.getObject("placed", OffsetDateTime.class).toInstant();
        OffsetDateTime ended = row.getObject("ended", OffsetDateTime.class);
        read.ended = ended == null ? null : ended.toInstant();
        return read;
    }

    /** Out of the book for a reason. */
    void end(String why, Instant now) {
        live = false;
        reason = why;
        ended = now;
    }

    Leg leg(Instrument instrument) {
        return legs.stream()
                .filter(leg -> leg.instrument.equals(instrument.id()))
                .findFirst()
                .orElseThrow();
    }

    CombinationView view(List<UUID> trades) {
        return new CombinationView(
                new Hash(id),
                code,
                party,
                buy,
                quantity,
                new PriceDifference(price),
                type,
                rest,
                OrderView.stateOf(quantity, rest, reason != null),
                reason,
                placed,
                expiry,
                ended,
                trades);
    }
}
