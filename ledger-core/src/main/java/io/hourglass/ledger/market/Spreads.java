package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.PriceDifference;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which pairs of months are traded as one, and what rests for them. */
final class Spreads {
    private record Pair(String code, Hash near, Hash far, long tick) {}

    private Spreads() {}

    /** Makes a pair known. Safe to repeat. */
    static void list(Tx tx, String code, Hash near, Hash far, Instant now) {
        SpreadTerms terms = SpreadTerms.SHEET.on(tx, LocalDate.ofInstant(now, ZoneOffset.UTC));
        tx.run(
                "insert into hourglass.spread (code, near, far, tick, listed) values (?, ?, ?, ?, ?)"
                        + " on conflict (code) do nothing",
                code,
                near,
                far,
                terms.tick(),
                now);
    }

    /** By code. */
    static List<Spread> all(Tx tx) {
        return spreads(tx, pairs(tx, "true"));
    }

    static Optional<Spread> of(Tx tx, String code) {
        return spreads(tx, pairs(tx, "code = ?", code)).stream().findFirst();
    }

    /** Those that a month is a leg of. */
    static List<Spread> with(Tx tx, Hash instrument) {
        return spreads(tx, pairs(tx, "near = ? or far = ?", instrument, instrument));
    }

    /** The spread of two months; both are locked until the transaction ends, in one order for everybody. */
    static Optional<Spread> lock(Tx tx, Hash near, Hash far) {
        return pairs(tx, "near = ? and far = ?", near, far).stream().findFirst().map(pair -> locked(tx, pair));
    }

    private static Spread locked(Tx tx, Pair pair) {
        Map<Hash, InstrumentRow.Locked> months = InstrumentRow.lock(tx, List.of(pair.near, pair.far));
        return new Spread(
                pair.code,
                Objects.requireNonNull(months.get(pair.near)).instrument(),
                Objects.requireNonNull(months.get(pair.far)).instrument(),
                pair.tick);
    }

    private static List<Pair> pairs(Tx tx, String where, Object... arguments) {
        return tx.query(
                "select * from hourglass.spread where " + where + " order by code",
                row -> new Pair(
                        row.getString("code"),
                        new Hash(row.getString("near")),
                        new Hash(row.getString("far")),
                        row.getLong("tick")),
                arguments);
    }

    private static List<Spread> spreads(Tx tx, List<Pair> pairs) {
        Collection<String> ids = pairs.stream()
                .flatMap(pair -> Stream.of(pair.near.hex(), pair.far.hex()))
                .collect(Collectors.toSet());
        Map<Hash, Instrument> months = tx
                .session()
                .createSelectionQuery("from InstrumentRow where id in (:ids)", InstrumentRow.class)
                .setParameterList("ids", ids.isEmpty() ? List.of("") : ids)
                .getResultList()
                .stream()
                .map(InstrumentRow::instrument)
                .collect(Collectors.toMap(Instrument::id, month -> month));
        List<Spread> spreads = new ArrayList<>();
        for (Pair pair : pairs) {
            spreads.add(new Spread(
                    pair.code,
                    Objects.requireNonNull(months.get(pair.near)),
                    Objects.requireNonNull(months.get(pair.far)),
                    pair.tick));
        }
        return spreads;
    }

    static SpreadDepth depth(Tx tx, String code, Instant now, int levels) {
        return new SpreadDepth(side(tx, code, true, now, levels), side(tx, code, false, now, levels));
    }

    private static List<SpreadDepth.Level> side(Tx tx, String code, boolean buy, Instant now, int levels) {
        return tx.query(
                "select price, sum(rest)::bigint, count(*)::int from hourglass.combination"
                        + " where code = ? and buy = ? and live and expiry >= ? group by price order by price "
                        + (buy ? "desc" : "asc") + " limit ?",
                row -> new SpreadDepth.Level(new PriceDifference(row.getLong(1)), row.getLong(2), row.getInt(3)),
                code,
                buy,
                now,
                levels);
    }
}
